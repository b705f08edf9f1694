"""`seed-demo`: fills an empty demo database, or says that the city stands already."""

from __future__ import annotations

import sys
import time

import click

from server.settings import read_settings

SEED = 20260610


@click.command("seed-demo")
@click.option("--seed", default=SEED, show_default=True, type=click.IntRange(0, 2**31), help="the same city again")
@click.option("--size", default=1.0, show_default=True, type=click.FloatRange(0.01, 2), help="share of the whole city")
@click.option("--fresh-passwords", is_flag=True, help="passwords and PINs nobody knows yet, printed once")
def seed_demo(seed: int, size: float, fresh_passwords: bool) -> None:
    """Fill an empty demo database with an invented city. A filled one is left as it is."""
    from server.app import create_app
    from server.kernel.clock import now, today
    from server.kernel.transaction import read, write
    from server.operations.demo import people, seeding

    settings = read_settings()
    if not settings.demo:
        sys.exit("这不是演示库（HENGJIAN_DEMO=1），未写入任何数据 / not a demo (HENGJIAN_DEMO=1); nothing written")
    app = create_app(settings)
    chosen = people.with_fresh_passwords() if fresh_passwords else people.PEOPLE
    with app.app_context():
        try:
            with read() as session:
                stands = seeding.is_there(session)
        except seeding.NotEmpty:
            sys.exit("数据库中已有其他账户，未写入任何数据 / the database holds other accounts; nothing was written")
        if stands:
            with write() as session:
                shown = people.renew(session, chosen, now=now()) if fresh_passwords else people.documented(session)
            click.echo("演示城市已存在 / the demo city stands already")
        else:
            started = time.monotonic()
            plan = seeding.Plan(seed, today(), size, settings.label_origin, chosen, settings.timezone)
            with write() as session:
                city = seeding.seed(session, plan, now=now())
            shown = chosen
            click.echo(f"演示城市已建立：场所及部位 {len(city.premises)}，计量器具 {len(city.instruments)}，"
                       f"检定记录 {len(city.verifications)}，用时 {time.monotonic() - started:.0f} s / demo built")
    click.echo(people.table(shown) if shown else "口令为建立时所打印的 / the passwords are those printed then")


commands = (seed_demo,)
