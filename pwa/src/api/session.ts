// The CSRF value of the cookie session in this browser. Set by whoever signs in; read by the client.

let value: string | null = null

export function csrf(): string | null {
  return value
}

export function setCsrf(next: string | null): void {
  value = next
}
