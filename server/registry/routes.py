"""The door of the ledger: lists and single things, creation, correction, lifecycle, verifications, duplicates."""

from __future__ import annotations

from typing import Any

from flask import current_app

from server.kernel import clock
from server.kernel.http import Blueprint
from server.kernel.paging import PageArguments, page
from server.kernel.permissions import permission
from server.kernel.request import identity, if_match, session
from server.registry import answers, commands, presenting, queries, schemas, sync_binding
from server.registry.duplicates import duplicates
from server.registry.inputs import Correction, Decision, Filters, Transition
from server.registry.ledger.routes import blueprint as ledger_blueprint
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.schemas import PATCHABLE

blueprint = Blueprint("registry", __name__, url_prefix="/api/v1",
                      description="Merchants, premises, instruments and their verifications")
blueprints = (blueprint, ledger_blueprint)

Given = dict[str, Any]


def _filters(given: Given) -> tuple[Filters, str | None, int]:
    """The filters of a list, and the page asked for."""
    cursor, limit = given.pop("cursor"), given.pop("limit")
    given.update({name: bool(given[name]) for name in ("roots", "doubtful") if name in given})
    return Filters(**given), cursor, limit


def _merchant(found: Merchant) -> Given:
    return presenting.merchants(session(), [found])[0]


def _premises(found: Premises) -> Given:
    return presenting.premises(session(), identity(), [found])[0]


def _instrument(found: Instrument) -> Given:
    return presenting.instruments(session(), identity(), [found], clock.today())[0]


@blueprint.route("/merchants", methods=["GET"])
@blueprint.arguments(answers.MerchantArguments, location="query")
@blueprint.response(200, answers.MerchantPage)
@permission("registry.read")
def list_merchants(given: Given) -> Given:
    """Merchants of my divisions, by name."""
    filters, cursor, limit = _filters(given)
    found = page(session(), queries.merchants(identity(), filters), (Merchant.name, Merchant.id), cursor, limit)
    return {"items": presenting.merchants(session(), found.items), "next": found.next}


@blueprint.route("/merchants", methods=["POST"])
@blueprint.arguments(answers.MerchantCreate)
@blueprint.response(201, answers.MerchantAnswer)
@permission("registry.write")
def create_merchant(given: Given) -> Given:
    """Register a merchant under the identifier the client minted."""
    new = sync_binding.new_merchant(given["id"], given)
    return _merchant(commands.create_merchant(session(), identity(), new, now=clock.now()))


@blueprint.route("/merchants/<uuid:id>", methods=["GET"])
@blueprint.response(200, answers.MerchantAnswer)
@permission("registry.read")
def show_merchant(id: Any) -> Given:
    """One merchant."""
    return _merchant(queries.one(session(), identity(), Merchant, str(id)))


@blueprint.route("/merchants/<uuid:id>", methods=["PATCH"])
@blueprint.arguments(schemas.MerchantFields(partial=True))
@blueprint.response(200, answers.MerchantAnswer)
@permission("registry.write")
def correct_merchant(changes: Given, id: Any) -> Given:
    """Correct or move a merchant; If-Match names the version that was seen."""
    given = Correction(str(id), changes, if_match())
    return _merchant(commands.correct_merchant(session(), identity(), given, now=clock.now()))


@blueprint.route("/merchants/<uuid:id>/transitions", methods=["POST"])
@blueprint.arguments(answers.LifecycleStepSchema)
@blueprint.response(200, answers.MerchantAnswer)
@permission("registry.write")
def move_merchant_on(given: Given, id: Any) -> Given:
    """Retire or reopen a merchant."""
    step = Transition(str(id), given["action"], given["note"], if_match())
    return _merchant(commands.transition_merchant(session(), identity(), step, now=clock.now()))


@blueprint.route("/premises", methods=["GET"])
@blueprint.arguments(answers.PremisesArguments, location="query")
@blueprint.response(200, answers.PremisesPage)
@permission("registry.read")
def list_premises(given: Given) -> Given:
    """Premises of my divisions; the parts of one place come in walking order."""
    filters, cursor, limit = _filters(given)
    keys = (Premises.walking_order, Premises.id) if filters.parent_id else (Premises.name, Premises.id)
    found = page(session(), queries.premises(identity(), filters), keys, cursor, limit)
    return {"items": presenting.premises(session(), identity(), found.items), "next": found.next}


@blueprint.route("/premises", methods=["POST"])
@blueprint.arguments(answers.PremisesCreate)
@blueprint.response(201, answers.PremisesAnswer)
@permission("registry.write")
def create_premises(given: Given) -> Given:
    """Register premises under the identifier the client minted."""
    new = sync_binding.new_premises(given["id"], given)
    return _premises(commands.create_premises(session(), identity(), new, now=clock.now()))


@blueprint.route("/premises/<uuid:id>", methods=["GET"])
@blueprint.response(200, answers.PremisesDetail)
@permission("registry.read")
def show_premises(id: Any) -> Given:
    """One place with the number of its parts and the instruments standing in it."""
    found = queries.one(session(), identity(), Premises, str(id))
    inside = queries.instruments_in(session(), identity(), found.id)
    return {**_premises(found), "children": queries.child_counts(session(), identity(), found.id),
            "instruments": presenting.instruments(session(), identity(), inside, clock.today())}


@blueprint.route("/premises/<uuid:id>", methods=["PATCH"])
@blueprint.arguments(schemas.PremisesFields(partial=True))
@blueprint.response(200, answers.PremisesAnswer)
@permission("registry.write")
def correct_premises(changes: Given, id: Any) -> Given:
    """Correct or move premises; If-Match names the version that was seen."""
    given = Correction(str(id), changes, if_match())
    return _premises(commands.correct_premises(session(), identity(), given, now=clock.now()))


@blueprint.route("/premises/<uuid:id>/transitions", methods=["POST"])
@blueprint.arguments(answers.LifecycleStepSchema)
@blueprint.response(200, answers.PremisesAnswer)
@permission("registry.write")
def move_premises_on(given: Given, id: Any) -> Given:
    """Close, retire or reopen premises."""
    step = Transition(str(id), given["action"], given["note"], if_match())
    return _premises(commands.transition_premises(session(), identity(), step, now=clock.now()))


@blueprint.route("/premises/<uuid:id>/supervision", methods=["GET"])
@blueprint.response(200, answers.SupervisionSchema)
@permission("registry.read")
def show_supervision(id: Any) -> Given:
    """What graded supervision asks of a venue, each figure with its source, and the classes officers set."""
    return _supervision(queries.one(session(), identity(), Premises, str(id)))


@blueprint.route("/premises/<uuid:id>/supervision", methods=["POST"])
@blueprint.arguments(answers.NewGradeSchema)
@blueprint.response(201, answers.SupervisionSchema)
@permission("campaign.write")
def set_supervision_grade(given: Given, id: Any) -> Given:
    """Set the class of a venue, with the reason; it is recorded, and never follows from the figures."""
    found = queries.one(session(), identity(), Premises, str(id))
    commands.set_grade(session(), identity(), found.id, given["grade"], given["reason"], now=clock.now())
    return _supervision(found)


def _supervision(found: Premises) -> Given:
    instruments = queries.instruments_of_venue(session(), identity(), found.id)
    return presenting.supervision(session(), instruments, commands.grades_of(session(), found.id), clock.today())


@blueprint.route("/instruments", methods=["GET"])
@blueprint.arguments(answers.InstrumentArguments, location="query")
@blueprint.response(200, answers.InstrumentPage)
@permission("registry.read")
def list_instruments(given: Given) -> Given:
    """Instruments of my divisions, with their validity today."""
    filters, cursor, limit = _filters(given)
    query = queries.instruments(identity(), filters, clock.today())
    found = page(session(), query, (Instrument.name, Instrument.id), cursor, limit)
    return {"items": presenting.instruments(session(), identity(), found.items, clock.today()), "next": found.next}


@blueprint.route("/instruments", methods=["POST"])
@blueprint.arguments(answers.InstrumentCreate)
@blueprint.response(201, answers.InstrumentAnswer)
@permission("registry.write")
def create_instrument(given: Given) -> Given:
    """Register an instrument; certificate fields become a verification."""
    new = sync_binding.new_instrument(given["id"], given)
    return _instrument(commands.create_instrument(session(), identity(), new, now=clock.now()))


@blueprint.route("/instruments/<uuid:id>", methods=["GET"])
@blueprint.response(200, answers.InstrumentDetail)
@permission("registry.read")
def show_instrument(id: Any) -> Given:
    """One instrument with its verifications, and its label where the labels room offers one."""
    found = queries.one(session(), identity(), Instrument, str(id))
    label_of = current_app.extensions.get("label_of_instrument")
    history = queries.verifications(session(), identity(), found.id)
    return {**_instrument(found), "verifications": presenting.verifications(session(), identity(), history),
            "mandatory_status": presenting.mandatory_status(found, clock.today()),
            "label": label_of(session(), found.id) if label_of else None}


@blueprint.route("/instruments/<uuid:id>", methods=["PATCH"])
@blueprint.arguments(schemas.InstrumentFields(partial=True, only=sorted(PATCHABLE["instrument"])))
@blueprint.response(200, answers.InstrumentAnswer)
@permission("registry.write")
def correct_instrument(changes: Given, id: Any) -> Given:
    """Correct or move an instrument; If-Match names the version that was seen."""
    given = Correction(str(id), changes, if_match())
    return _instrument(commands.correct_instrument(session(), identity(), given, now=clock.now()))


@blueprint.route("/instruments/<uuid:id>/transitions", methods=["POST"])
@blueprint.arguments(answers.LifecycleStepSchema)
@blueprint.response(200, answers.InstrumentAnswer)
@permission("registry.write")
def move_instrument_on(given: Given, id: Any) -> Given:
    """Stop, miss, retire or reopen an instrument."""
    step = Transition(str(id), given["action"], given["note"], if_match())
    return _instrument(commands.transition_instrument(session(), identity(), step, now=clock.now()))


@blueprint.route("/instruments/<uuid:id>/verifications", methods=["POST"])
@blueprint.arguments(answers.VerificationCreate)
@blueprint.response(201, answers.VerificationAnswer)
@permission("registry.write")
def add_verification(given: Given, id: Any) -> Given:
    """Add a verification: accepted at once from who may decide, pending from anybody else."""
    instrument = queries.one(session(), identity(), Instrument, str(id))
    state = "accepted" if identity().may("review.decide", instrument.division) else "pending"
    new = sync_binding.new_verification(given["id"], instrument.id, given, state)
    found = commands.add_verification(session(), identity(), new, now=clock.now())
    return presenting.verifications(session(), identity(), [found])[0]


@blueprint.route("/verifications", methods=["GET"])
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, answers.VerificationPage)
@permission("registry.read")
def list_pending_verifications(given: Given) -> Given:
    """Verifications from the field that wait for a decision."""
    found = page(session(), queries.pending_verifications(identity()), (Verification.verified_on, Verification.id),
                 given["cursor"], given["limit"])
    return {"items": presenting.verifications(session(), identity(), found.items), "next": found.next}


@blueprint.route("/verifications/<uuid:id>/decision", methods=["POST"])
@blueprint.arguments(answers.VerificationDecisionSchema)
@blueprint.response(200, answers.VerificationAnswer)
@permission("review.decide")
def decide_verification(given: Given, id: Any) -> Given:
    """Accept or refuse a verification reported from the field."""
    decision = Decision(str(id), given["accept"])
    found = commands.decide_verification(session(), identity(), decision, now=clock.now())
    return presenting.verifications(session(), identity(), [found])[0]


@blueprint.route("/registry/duplicates", methods=["GET"])
@blueprint.response(200, answers.DuplicatesAnswer)
@permission("registry.read")
def list_duplicates() -> Given:
    """Things that may be one: same serial number, maker and model; same credit code; same name and address."""
    groups, more = duplicates(session(), identity())
    return {"groups": groups, "more": more}
