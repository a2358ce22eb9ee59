import type { Job, Statement } from '@hub/bus';
import { askPrepared } from '@hub/database';
import type { DataSource, EntityManager } from 'typeorm';
import { isLateContact, Transfer, type TransferRow } from './transfer.entity.js';

/** Runs one statement: as a step of a job (`alone`), or as a part of a transaction (`within`). */
export type Ask = <Row extends object>(statement: Statement) => Promise<Row[]>;

/** Each statement is a step of its own. */
export function alone(job: Pick<Job<unknown>, 'stepAtOnce'>): Ask {
  return (statement) => job.stepAtOnce(statement);
}

/** Runs statements in this transaction, which prepares each once under its name. */
export function within(tx: EntityManager): Ask {
  return ({ name, text, values }) => askPrepared(tx, { name: `${name} within`, text }, values);
}

/** Calls that a statement can make together with its change, each with its letter in the statement's name. */
const calls = {
  'accounts.clear_alarms': 'a',
  'router.end_in_hand': 'h',
  'router.know_contact': 'k',
  'router.take_contacts': 't',
};

export interface Also {
  call: keyof typeof calls;
  values: readonly unknown[];
}

/** A transfer as a step has begun with it; the steps of a late contact go by their own state, beside that of the transfer. */
export type Begun = Pick<TransferRow, 'id' | 'state' | 'hqLeadId'>;

/** The condition on which a transfer may be changed, with a word for it: that it lives, and is in the state of the step. */
function conditionOf(
  may: 'living' | Begun,
  place: (value: unknown) => string,
): { word: string; condition: string } {
  if (may === 'living') return { word: 'living', condition: `state <> 'cancelled' AND ended_at IS NULL` };
  const own = `ended_at IS NULL AND hq_lead_id = ${place(may.hqLeadId)}`;
  if (isLateContact(may.state))
    return { word: 'late', condition: `${own} AND state = 'done' AND late_contact = ${place(may.state)}` };
  if (may.state === 'done')
    return { word: 'done', condition: `${own} AND state = 'done' AND late_contact IS NULL` };
  return { word: 'in', condition: `${own} AND state = ${place(may.state)}` };
}

/** What is changed of which transfer. */
export interface TransferChange {
  id: string;
  /** That it is neither cancelled nor ended; with the transfer as a step has begun, that it is still in that state. */
  if: 'living' | Begun;
  change: Partial<TransferRow>;
  also?: readonly Also[];
}

/**
 * The statement that changes a transfer, when it may be changed. Only then it makes the calls, and gives a row with the
 * present time of the database.
 */
export function changeTransfer(
  source: DataSource,
  { id, if: may, change, also = [] }: TransferChange,
): Statement {
  const values: unknown[] = [id];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const { word, condition } = conditionOf(may, place);
  const columns = [...source.getMetadata(Transfer).columns.entries()].flatMap(([at, column]) => {
    const value: unknown = change[column.propertyName as keyof TransferRow];
    return value === undefined ? [] : [{ at, column, value }];
  });
  const sets = columns.map(
    ({ column, value }) =>
      `${column.databaseName} = ${place(source.driver.preparePersistentValue(value, column))}`,
  );
  // PostgreSQL reads no more than 63 letters of a name, and the job's service comes before this one: a letter for each column.
  const name = `${word} ${columns.map(({ at }) => letterOf(at)).join('')} ${also.map(({ call }) => calls[call]).join('')}`;
  if (name.length > 48) throw new RangeError(`the name of a statement is too long: ${name}`);
  const made = also.map(({ call, values: own }) => `, ${call}(${own.map(place).join(', ')})`);
  return {
    name,
    text: `UPDATE router.transfer SET ${sets.join(', ')}
      WHERE id = $1 AND ${condition} RETURNING clock_timestamp() AS now${made.join('')}`,
    values,
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The letter of the column at this place in the entity, which no other one has. */
function letterOf(at: number): string {
  const letter = letters[at];
  if (letter === undefined) throw new RangeError('a transfer has more columns than letters');
  return letter;
}
