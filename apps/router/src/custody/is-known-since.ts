/** An HQ lead as the journal has it. */
export interface HqReading {
  pipelineId: number;
  /** amoCRM's second of the state. */
  updatedAt: number;
  goneAt: number | null;
}

/** When the hub put the HQ lead where it is to stand. */
export interface HubMoves {
  /** amoCRM's second of the mirror's last move; null: it made none, or the answer did not say. */
  movedAt: number | null;
  /** When the hand-over was done. */
  handedAt: Date;
  intakePipelineId: number;
}

/**
 * Whether a reading says where the HQ lead stands: one from before the hub's own move says where it stood before. The hand-over
 * moves leads of the intake only, so that a lead elsewhere stands where a person has put it.
 */
export function isKnownSince(
  { pipelineId, updatedAt, goneAt }: HqReading,
  { movedAt, handedAt, intakePipelineId }: HubMoves,
): boolean {
  if (updatedAt < (movedAt ?? 0)) return false;
  const isBeforeHandOver =
    pipelineId === intakePipelineId && updatedAt < Math.floor(handedAt.getTime() / 1000);
  return goneAt !== null || !isBeforeHandOver;
}
