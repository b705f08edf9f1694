// Amounts of money: what an instrument shows against unit price times the quantity it shows.
import type { Limit, Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { exactOr12Digits, multiply, type Rational, subtract } from '../rationals.ts'

const YUAN = 'CNY'
const AMOUNTS = { atLeast: '0', atMost: '100000000' }
// No till counts in steps coarser than a yuan.
const STEPS = { above: '0', atMost: '1' }

export const SCALE_INPUTS: readonly string[] = ['unit_price', 'mass_kg', 'shown_amount', 'amount_interval']
export const FUEL_INPUTS: readonly string[] = ['unit_price', 'volume_L', 'shown_amount', 'min_payment_variable']
export const CHARGER_INPUTS: readonly string[] = ['unit_price', 'energy_kWh', 'shown_amount', 'min_payment_variable']

/** What is sold by the unit price. Beyond the bounds a decimal point was forgotten. */
interface Sale {
  readonly quantity: string
  readonly symbol: string
  readonly dearest: string
  readonly most: string
}

// Gold is the dearest thing weighed, a truck the heaviest.
const BY_MASS: Sale = { quantity: 'mass_kg', symbol: 'm', dearest: '10000000', most: '200000' }
const BY_VOLUME: Sale = { quantity: 'volume_L', symbol: 'V', dearest: '50', most: '10000' }
const BY_ENERGY: Sale = { quantity: 'energy_kWh', symbol: 'W', dearest: '20', most: '10000' }

/** A scale rounds the amount to its interval, so it may be off by a part of one. */
export function priceComputation(inputs: Inputs, working: Working): void {
  const difference = differenceOf(inputs, working, BY_MASS)
  const interval = inputs.decimal('amount_interval', STEPS)
  const part = working.number('amount_limit_in_intervals')
  working.step('amount_limit_in_intervals', 'k', part.value, part.unit)
  const value = multiply(part.value, interval)
  working.report('limit', 'k × d_A', value, YUAN)
  const { citation, confidence } = part
  working.compare('diff', difference, { value, text: exactOr12Digits(value), unit: YUAN, citation, confidence })
}

export function fuelDispenserAmount(inputs: Inputs, working: Working): void {
  judgePayment(inputs, working, BY_VOLUME)
}

/** For energy of one price; the price holds whatever is asked for service. */
export function evChargerAmount(inputs: Inputs, working: Working): void {
  judgePayment(inputs, working, BY_ENERGY)
}

/** The least step in which the amount counts up is also the limit. */
function judgePayment(inputs: Inputs, working: Working, sale: Sale): void {
  const difference = differenceOf(inputs, working, sale)
  const limit = leastStep(inputs, working)
  working.values.limit = limit.text
  working.compare('diff', difference, limit)
}

function leastStep(inputs: Inputs, working: Working): Limit {
  const name = 'min_payment_variable'
  if (inputs.has(name)) return working.givenLimit(inputs.decimal(name, STEPS), inputs.text(name), YUAN)
  return working.tabledLimit(working.number(name))
}

/** Above zero when more is asked for than price and quantity make. */
function differenceOf(inputs: Inputs, working: Working, sale: Sale): Rational {
  const price = inputs.decimal('unit_price', { above: '0', atMost: sale.dearest })
  const quantity = inputs.decimal(sale.quantity, { above: '0', atMost: sale.most })
  const shown = inputs.decimal('shown_amount', AMOUNTS)
  const exact = multiply(price, quantity)
  working.report('exact_amount', `A = p × ${sale.symbol}`, exact, YUAN)
  const difference = subtract(shown, exact)
  working.report('diff', 'A_shown − A', difference, YUAN)
  return difference
}
