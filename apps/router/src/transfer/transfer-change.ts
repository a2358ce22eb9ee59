import type { Statement } from '@hub/bus';
import { askPrepared } from '@hub/database';
import type { DataSource, EntityManager } from 'typeorm';
import { Transfer, type TransferRow } from './transfer.entity.js';

/** Runs one statement: alone, as `job.stepAtOnce` does, or as a part of a transaction (`within`). */
export type Ask = <Row extends object>(statement: Statement) => Promise<Row[]>;

/** Runs statements in this transaction, which prepares each once under its name. */
export function within(tx: EntityManager): Ask {
  return ({ name, text, values }) => askPrepared(tx, { name: `${name} within`, text }, values);
}

/** The statement that changes a transfer as long as it lives: neither cancelled nor ended. It gives a row when it has. */
export function changeLiving(source: DataSource, id: string, change: Partial<TransferRow>): Statement {
  const columns = [...source.getMetadata(Transfer).columns.entries()].filter(
    ([, { propertyName }]) => change[propertyName as keyof TransferRow] !== undefined,
  );
  const values = columns.map(([, column]): unknown =>
    source.driver.preparePersistentValue(change[column.propertyName as keyof TransferRow], column),
  );
  const sets = columns.map(([, { databaseName }], at) => `${databaseName} = $${at + 2}`);
  return {
    // By the places of its columns, because PostgreSQL reads no more than 63 letters of a name.
    name: `transfer ${columns.map(([place]) => place).join(' ')}`,
    text: `UPDATE router.transfer SET ${sets.join(', ')}
      WHERE id = $1 AND state <> 'cancelled' AND ended_at IS NULL RETURNING id`,
    values: [id, ...values],
  };
}
