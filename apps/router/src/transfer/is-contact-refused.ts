import { findContact, ValidationFailed, type AmoClient } from '@hub/amocrm';

/** Whether amoCRM has refused a lead because the contact that it was to have is gone: deleted, or merged into another one. */
export async function isContactRefused(
  amo: AmoClient,
  error: unknown,
  contactId: number | null,
): Promise<boolean> {
  if (contactId === null || !(error instanceof ValidationFailed)) return false;
  const paths = error.items.flatMap(({ errors }) => errors.map(({ path }) => path));
  if (!paths.some((path) => path.startsWith('_embedded.contacts'))) return false;
  return isContactGone(amo, contactId);
}

/** Whether people have deleted or merged away the contact. */
export async function isContactGone(amo: AmoClient, contactId: number): Promise<boolean> {
  const contact = await findContact(amo, contactId);
  return contact === null || contact.is_deleted;
}
