/** A lead that was sent over REST is made at head office within seconds; retries that help by themselves are over by then. */
export const unmadeAfterMs = 2 * 60_000;
