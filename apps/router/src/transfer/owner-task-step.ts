import { createTask, listTasks, type NewTask } from '@hub/amocrm';
import { message, say, type Fact } from '@hub/messages';
import { isRefusal } from '@hub/platform';
import { isInsideHq } from '../rule/inside-hq.js';
import type { CardPart } from './card-parts.js';
import { isOwnTask } from './is-own-task.js';
import { findTakenOver } from './is-taken-over.js';
import { ownerTaskDue } from './owner-task-due.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import { branchLeadOf } from './transfer.entity.js';
import { unique } from './what-stays.js';
import { writeCard } from './write-card.js';

/** amoCRM's own type «Связаться». */
const contactType = 1;
const minutesWhenMissing = 60;

/**
 * `branch-noted` → `branch-tasked`: the owner of the branch lead has a task to call the client, due in the working time of
 * the branch. Stock of an exchange gets none: nobody has it to do. Neither does a lead that is gone. A task that amoCRM does
 * not take stops no lead: it is named among what did not cross. The task is known again by its lead and its words, which
 * name the HQ lead; a lead that was taken over from an earlier leg may have it.
 */
export const ownerTaskStep: TransferStep = {
  side: 'branch',

  async find(context, since) {
    const { branch, transfer, findBranchLead } = context;
    if (minutesOf(context) === 0) return done;
    const isTaken = findTakenOver(await context.listFormer(), transfer.branchLeadId) !== null;
    if (since === null) {
      // A deal that was there has the owner that it had; one read more, because they are few.
      const hasOwnOwner = transfer.isJoined || isTaken;
      const isStock = !hasOwnOwner && (await context.isExchangeUser(transfer.target.ownerId));
      if (isStock) return done;
      if (!isTaken) return null;
    }
    const leadId = branchLeadOf(transfer);
    if (!(await findBranchLead(leadId))) return done;
    const own = { leadId, text: ownerTaskText(context), isInside: isInsideHq(transfer), since };
    const filter = { entity_type: 'leads', entity_id: [leadId] };
    for await (const page of listTasks(branch, { filter })) {
      // Whoever has changed the words has seen the task; then there may be a second one.
      const made = page.find((task) => isOwnTask(task, own));
      if (made) return { ...done, branchTaskId: made.id };
    }
    return null;
  },

  async write(context) {
    const { branch, transfer, findBranchLead } = context;
    const leadId = branchLeadOf(transfer);
    const wasThere = transfer.isJoined || findTakenOver(await context.listFormer(), leadId) !== null;
    const deal = wasThere ? await findBranchLead(leadId) : null;
    const ownerId = wasThere ? (deal?.responsible_user_id ?? null) : transfer.target.ownerId;
    if (wasThere && (!deal || (await context.isExchangeUser(ownerId)))) return done;
    try {
      const { answer, dropped } = await writeCard(await partsOf(context, ownerId), (card) =>
        createTask(branch, card as unknown as NewTask),
      );
      return { ...leavingOut(context, dropped), branchTaskId: answer };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return (await findBranchLead(leadId)) ? leavingOut(context, [message('leftOut.owner-task')]) : done;
    }
  },
};

/**
 * `branch-noted` → `done` for a branch inside HQ, whose lead is the HQ lead itself: the task is the last step, and all of them
 * are of one account.
 */
export const insideTaskStep: TransferStep = {
  side: 'hq',

  async find(context, since, others) {
    const found = await ownerTaskStep.find(context, since, others);
    return found && { ...found, state: 'done' };
  },

  async write(context) {
    return { ...(await ownerTaskStep.write(context)), state: 'done' };
  },
};

/** The words of an owner's task, by which a begun one is known again: they name the HQ lead, and of a lead there the branch. */
function ownerTaskText({ transfer, locale }: TransferContext): string {
  const { hqLeadId, branchName: branch } = transfer;
  const text = isInsideHq(transfer)
    ? message('cards.owner-task-inside', { branch })
    : message('cards.owner-task', { leadId: String(hqLeadId) });
  return say(text, locale);
}

const done = { state: 'branch-tasked' } as const;

function leavingOut({ transfer: { leftOut } }: TransferContext, more: readonly Fact[]) {
  return more.length === 0 ? done : { ...done, leftOut: unique([...leftOut, ...more]) };
}

async function partsOf(context: TransferContext, ownerId: number | null): Promise<CardPart[]> {
  const due = ownerTaskDue(await context.readCalendar(), minutesOf(context), new Date());
  const needed = (place: string, value: unknown): CardPart => ({ place, value, name: null });
  return [
    needed('text', ownerTaskText(context)),
    needed('complete_till', Math.floor(due.getTime() / 1000)),
    needed('entity_type', 'leads'),
    needed('entity_id', branchLeadOf(context.transfer)),
    needed('task_type_id', contactType),
    ...(ownerId === null
      ? []
      : [{ place: 'responsible_user_id', value: ownerId, name: message('leftOut.owner') }]),
  ];
}

function minutesOf({ rules }: TransferContext): number {
  return rules.ownerTaskMinutes ?? minutesWhenMissing;
}
