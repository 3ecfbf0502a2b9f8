/** Whose cache it is: a user of a tenant of a server. */
export interface Identity { tenant: string; user: string }

export interface Claims extends Partial<Identity> {
  /** From issue to expiry by the issuer's own clock, in milliseconds. */
  lifetimeMs?: number;
}

/** What a token says of itself. Nothing is verified: the server does that; a token that is no JWT says nothing. */
export function readClaims(token: string): Claims {
  try {
    const bytes = Uint8Array.from(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const { sub, tenant, iat, exp } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    return {
      ...(typeof sub === 'string' && { user: sub }), ...(typeof tenant === 'string' && { tenant }),
      ...(typeof iat === 'number' && typeof exp === 'number' && exp > iat && { lifetimeMs: (exp - iat) * 1000 }),
    };
  } catch { return {}; }
}
