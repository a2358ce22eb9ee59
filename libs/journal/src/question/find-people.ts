import type { EntityManager } from 'typeorm';
import { JournalPerson } from '../configuration.entities.js';

/** A user of an account, as of the last reading that found them. */
interface PersonNow {
  id: number;
  name: string;
  isActive: boolean;
  /** A later reading did not find them. */
  isGone: boolean;
}

/** All users that were ever read; none where they may not be read. */
export async function findPeople(tx: EntityManager, accountId: string): Promise<PersonNow[]> {
  const people = await tx.findBy(JournalPerson, { accountId });
  return people.map(({ userId: id, name, isActive, goneAt }) => ({
    ...{ id, name, isActive, isGone: goneAt !== null },
  }));
}
