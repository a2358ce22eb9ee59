import type { NewReleaseView } from '@hub/contracts';
import type { CrmApp } from '@hub/testing';

interface Refusal {
  readonly body?: { readonly errors?: readonly { path: string; detail: { facts: { confirm?: string } } }[] };
}

/** Imports a blueprint as one that loses what it loses against the one before on purpose. */
export async function importBlueprint(hub: Pick<CrmApp, 'ask'>, text: string): Promise<NewReleaseView> {
  try {
    return await hub.ask('sync.blueprints.import', { text });
  } catch (error) {
    const asked = ((error as Refusal).body?.errors ?? []).find(({ path }) => path === 'confirm');
    if (asked?.detail.facts.confirm === undefined) throw error;
    return hub.ask('sync.blueprints.import', { text, confirm: asked.detail.facts.confirm });
  }
}
