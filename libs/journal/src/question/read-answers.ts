/** A row of the statement that answers questions about managers: `at` is the place of its question. */
export interface AnswerRow {
  at: number;
  userId: string;
  value: string | null;
}

/** Answers that are a moment: null says that there is none. A count is never null. */
const moments: readonly string[] = ['lastEntry', 'oldestDue'];

/**
 * The answers by user, in the order of the questions. Throws where one is missing, or where a count is null: it would
 * be read as zero, and zero permits a press.
 */
export function readAnswers(
  asked: readonly { of: string; userIds: readonly number[] }[],
  rows: readonly AnswerRow[],
): Map<number, number | null>[] {
  const answers = asked.map(() => new Map<number, number | null>());
  for (const { at, userId, value } of rows)
    answers[at]?.set(Number(userId), value === null ? null : Number(value));
  for (const [at, { of, userIds }] of asked.entries())
    for (const userId of userIds) {
      const value = answers[at]?.get(userId);
      if (value === undefined || (value === null && !moments.includes(of)))
        throw new Error(`The journal has not answered ${of} about user ${userId}`);
    }
  return answers;
}
