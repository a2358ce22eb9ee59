import { listTasks, patchTasks, type AmoClient } from '@hub/amocrm';
import { message, say, type Locale } from '@hub/messages';
import { isRefusal } from '@hub/platform';

/** The words of an owner's task, by which it is known again: they name the HQ lead. */
export function ownerTaskText(hqLeadId: number, locale: Locale): string {
  return say(message('cards.owner-task', { leadId: String(hqLeadId) }), locale);
}

/**
 * Closes the open task of a branch lead that goes to another branch: left open, it would grow overdue and count in its
 * owner's limits. Doing it twice changes nothing; a branch that refuses keeps its task.
 */
export async function endOwnerTask(
  branch: AmoClient,
  { branchLeadId, hqLeadId }: { branchLeadId: number; hqLeadId: number },
  { reason, locale }: { reason: string; locale: Locale },
): Promise<void> {
  const text = ownerTaskText(hqLeadId, locale);
  const filter = { entity_type: 'leads', entity_id: [branchLeadId] };
  try {
    for await (const page of listTasks(branch, { filter })) {
      const own = page.filter(
        (task) => task.entity_id === branchLeadId && task.text === text && !task.is_completed,
      );
      const closed = own.map(({ id }) => ({ id, is_completed: true, result: { text: reason } }));
      if (closed.length > 0) await patchTasks(branch, closed);
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}
