/** The key in an `Authorization` header; undefined where there is none. The word before it may be in any case (RFC 9110, 11.1). */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S.*)$/i.exec(header ?? '')?.[1];
}
