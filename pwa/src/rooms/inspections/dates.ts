// Calendar dates as text; a deadline counts days from the day of the visit.

export function afterDays(on: string, days: number): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
