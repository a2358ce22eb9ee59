/** What is known of a task of a lead. */
interface TaskOfLead {
  entity_id: number | null;
  text: string;
  is_completed: boolean;
  created_at: number;
}

/**
 * Whether a task is the one that this leg has made. Text and lead identify it, but a lead of a branch inside HQ may
 * come to it a second time: there a task that is done, or older than the begun write (`since`), is that of the leg
 * before.
 */
export function isOwnTask(
  task: TaskOfLead,
  {
    leadId,
    text,
    isInside,
    since,
  }: { leadId: number; text: string; isInside: boolean; since: number | null },
): boolean {
  if (task.entity_id !== leadId || task.text !== text) return false;
  return !isInside || (!task.is_completed && task.created_at >= (since ?? 0));
}
