/** Whether a branch lead stands in the stage, or has the tag, by which a branch rejects it. Names are compared as people read them. */
export function isRejected(
  { seen: { stage }, tags }: { seen: { stage: string | null }; tags: readonly string[] },
  { rejectStatusName, rejectTag }: { rejectStatusName?: string | null; rejectTag?: string | null },
): boolean {
  const plain = (text: string): string => text.trim().toLowerCase();
  const isStage = rejectStatusName != null && stage !== null && plain(stage) === plain(rejectStatusName);
  return isStage || (rejectTag != null && tags.some((tag) => plain(tag) === plain(rejectTag)));
}
