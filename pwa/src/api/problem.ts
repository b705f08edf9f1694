// What can come back instead of an answer: a problem the server names (RFC 9457), or the network's own ways to fail.

export interface FieldError {
  pointer: string
  code: string
  message: string
}

export interface Problem {
  slug: string
  status: number
  title: string
  title_en: string
  detail?: string
  errors: FieldError[]
  /** extension members, e.g. wait_seconds */
  facts: { readonly [key: string]: unknown }
}

export type Failure =
  /** no connection, or it broke */
  | { kind: 'offline' }
  | { kind: 'timeout' }
  /** an answer that is not our server's: a sign-in page of the hotel's network, a proxy's error page */
  | { kind: 'stranger' }
  /** not now: too many, or the server is busy */
  | { kind: 'busy'; wait_seconds: number | null; problem: Problem | null }
  | { kind: 'unauthenticated'; problem: Problem }
  | { kind: 'forbidden'; problem: Problem }
  | { kind: 'refused'; problem: Problem }

export function problemFrom(status: number, body: { readonly [key: string]: unknown }): Problem {
  const { type, title, title_en, detail, errors, status: _status, ...facts } = body
  return {
    slug:
      String(type ?? '')
        .split('/')
        .at(-1) || `http_${status}`,
    status,
    title: String(title ?? ''),
    title_en: String(title_en ?? title ?? ''),
    ...(typeof detail === 'string' ? { detail } : {}),
    errors: Array.isArray(errors) ? (errors as FieldError[]) : [],
    facts,
  }
}

/** The sentence of a problem in the reader's language. */
export function problemTitle(problem: Problem, language: string): string {
  return language.startsWith('zh') ? problem.title : problem.title_en
}

export function failureFrom(problem: Problem, retryAfter: string | null): Failure {
  if (problem.status === 401) return { kind: 'unauthenticated', problem }
  if (problem.status === 429 || problem.status >= 500) {
    const wait = Number(problem.facts.wait_seconds ?? retryAfter)
    return { kind: 'busy', wait_seconds: Number.isFinite(wait) && wait > 0 ? wait : null, problem }
  }
  return problem.status === 403 ? { kind: 'forbidden', problem } : { kind: 'refused', problem }
}
