import type { LedgerRow } from '@hub/contracts';
import { objectOf, type AccountObject, type AccountObjects } from './account-objects.js';
import type { Reference, ReferenceKind, Remark } from './reference.js';

/** An id of the reference account and its counterpart, as the ledger keeps them: paths of ids. */
export type LedgerLine = Readonly<Pick<LedgerRow, 'kind' | 'ref' | 'branchId'>>;

/** What a person answered: this object of the reference is that one of the branch. */
export interface Answer {
  readonly kind: ReferenceKind | Remark['kind'];
  readonly ref: string;
  readonly value: string;
}

/** Everything that decides what an id of the reference is in a branch. */
export interface Knowledge {
  readonly ledger: readonly LedgerLine[];
  readonly answers: readonly Answer[];
  /** Bot of the reference → the newest one that was installed in the branch. */
  readonly bots: ReadonlyMap<string, string>;
  /** Bots of the reference that start this one, directly or through others, and are started by it; itself too. */
  readonly circle: ReadonlySet<string>;
  /** The reference's objects that the bot names, as they were when it was uploaded. */
  readonly reference: Pick<AccountObjects, 'objects'>;
  readonly branch: AccountObjects;
}

/** Why a reference has no id in the branch. */
export type Reason = 'unanswered' | 'gone' | BotReason | 'other-pipeline' | 'elsewhere';
type BotReason = 'bot-not-installed' | 'bot-in-circle';

/** One thing that a person has to answer, or may. */
export interface Question {
  readonly kind: Answer['kind'];
  readonly ref: string;
  readonly name: string | null;
  readonly places: readonly string[];
  /** Null: the bot is complete without an answer. */
  readonly reason: Reason | null;
  readonly answer: string | null;
  readonly candidates: readonly AccountObject[];
}

/** The branch's id of a reference: the first one known that is there. Or why there is none, by the first one known. */
export function resolveReference(
  reference: Reference,
  knowledge: Knowledge,
): { id: string } | { reason: Reason } {
  const { kind, id } = reference;
  const parent = reference.parent === undefined ? undefined : resolvedParent(reference, knowledge);
  const isInCircle = kind === 'bot' && knowledge.circle.has(String(id));
  const ids = [
    fromLedger(reference, knowledge.ledger),
    // Because no file can name a bot whose new id depends on that file: a person has to say which one stands in.
    kind === 'bot' && !isInCircle ? knowledge.bots.get(String(id)) : undefined,
    fromCode(reference, knowledge),
    answerOf(knowledge, kind, String(id)) ?? undefined,
  ].filter((one) => one !== undefined);
  const { branch } = knowledge;
  const isRead = branch.read.includes(kind);
  const entity = entityOf(reference, knowledge);
  const there = ids.find((one) => !isRead || isIn(entity, objectOf(branch, { kind, id: one, parent })));
  if (there !== undefined) return { id: there };
  const [first] = ids;
  if (first === undefined) {
    if (kind !== 'bot') return { reason: 'unanswered' };
    return { reason: isInCircle ? 'bot-in-circle' : 'bot-not-installed' };
  }
  if (!objectOf(branch, { kind, id: first })) return { reason: 'gone' };
  return { reason: kind === 'stage' ? 'other-pipeline' : 'elsewhere' };
}

/** The entity of a field, where the reference has it: a contact has no field of a deal. */
function entityOf(reference: Reference, knowledge: Knowledge): string | undefined {
  return reference.kind === 'field' ? objectOf(knowledge.reference, reference)?.within : undefined;
}

function isIn(entity: string | undefined, found: AccountObject | undefined): boolean {
  return found !== undefined && (entity === undefined || found.within === entity);
}

/** The ids of the branch for a whole bot, and what is left to ask. A bot is complete when no question has a reason. */
export function resolveBot(
  { references, remarks }: { references: readonly Reference[]; remarks: readonly Remark[] },
  knowledge: Knowledge,
): { ids: ReadonlyMap<string, string>; words: ReadonlyMap<string, string>; questions: Question[] } {
  const ids = new Map<string, string>();
  const words = new Map<string, string>();
  const questions = new Map<string, Question>();
  for (const reference of references) {
    const { kind, id, path } = reference;
    if (isSameEverywhere(reference)) continue;
    const key = keyOf(reference);
    const result = resolveReference(reference, knowledge);
    if ('id' in result) {
      ids.set(key, result.id);
      continue;
    }
    const before = questions.get(key);
    questions.set(key, {
      kind,
      ref: String(id),
      name: objectOf(knowledge.reference, reference)?.name ?? null,
      places: [...(before?.places ?? []), path],
      reason: result.reason,
      answer: answerOf(knowledge, kind, String(id)),
      candidates: candidatesFor(reference, knowledge),
    });
  }
  for (const { kind, text, path } of remarks) {
    const answer = answerOf(knowledge, kind, text);
    const key = `${kind} ${text}`;
    if (answer !== null) words.set(key, answer);
    const places = [...(questions.get(key)?.places ?? []), path];
    questions.set(key, { kind, ref: text, name: null, places, reason: null, answer, candidates: [] });
  }
  return { ids, words, questions: [...questions.values()] };
}

/** Stages that close a deal, and the two kinds of tasks that every account has. */
export function isSameEverywhere({ kind, id }: Pick<Reference, 'kind' | 'id'>): boolean {
  if (kind === 'stage') return id === 142 || id === 143;
  return kind === 'task_type' && (id === 1 || id === 2);
}

/** One key per object of the reference: a stage with and without its pipeline are two questions. */
export function keyOf({ kind, id, parent }: Pick<Reference, 'kind' | 'id' | 'parent'>): string {
  return parent === undefined ? `${kind} ${id}` : `${kind} ${parent}/${id}`;
}

function answerOf({ answers }: Knowledge, kind: string, ref: string): string | null {
  return answers.find((one) => one.kind === kind && one.ref === ref)?.value ?? null;
}

const ledgerKinds: Partial<Record<ReferenceKind, string>> = {
  pipeline: 'pipeline',
  stage: 'stage',
  field: 'field',
  enum: 'enum',
  task_type: 'task-type',
};

/**
 * The line of the ledger that a reference names, when it is certain which. Ids there are paths: `pipeline/stage`,
 * `leads/field`, `leads/field/value`.
 */
export function lineOf(
  { kind, id, parent }: Pick<Reference, 'kind' | 'id' | 'parent'>,
  ledger: readonly LedgerLine[],
): LedgerLine | undefined {
  const name = ledgerKinds[kind];
  if (name === undefined) return undefined;
  const end = parent === undefined ? [String(id)] : [String(parent), String(id)];
  const found = ledger.filter(
    (line) => line.kind === name && line.ref.split('/').slice(-end.length).join('/') === end.join('/'),
  );
  return found.length === 1 ? found[0] : undefined;
}

function fromLedger(reference: Reference, ledger: readonly LedgerLine[]): string | undefined {
  return lineOf(reference, ledger)?.branchId.split('/').at(-1);
}

/** Predefined fields such as the phone are found by their code. */
function fromCode(reference: Reference, { reference: origin, branch }: Knowledge): string | undefined {
  if (reference.kind !== 'field') return undefined;
  const own = objectOf(origin, reference);
  if (own?.code === undefined) return undefined;
  const alike = branch.objects.filter(
    ({ kind, code, within }) => kind === 'field' && code === own.code && within === own.within,
  );
  return alike.length === 1 ? alike[0]?.id : undefined;
}

function resolvedParent({ kind, parent = 0 }: Reference, knowledge: Knowledge): string | undefined {
  const above: Reference = { kind: kind === 'enum' ? 'field' : 'pipeline', id: parent, path: '' };
  const result = resolveReference(above, knowledge);
  return 'id' in result ? result.id : undefined;
}

/** What the branch has of that kind, the same name first; below the same parent where there is one. */
function candidatesFor(reference: Reference, knowledge: Knowledge): AccountObject[] {
  const { kind } = reference;
  const name = objectOf(knowledge.reference, reference)?.name;
  const parent = reference.parent === undefined ? undefined : resolvedParent(reference, knowledge);
  const entity = entityOf(reference, knowledge);
  const all = knowledge.branch.objects.filter(
    (one) => one.kind === kind && (parent === undefined || one.within === parent) && isIn(entity, one),
  );
  return [...all.filter((one) => one.name === name), ...all.filter((one) => one.name !== name)];
}
