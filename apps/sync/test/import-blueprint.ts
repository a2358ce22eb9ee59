import type { NewReleaseView } from '@hub/contracts';
import type { CrmApp } from '@hub/testing';

interface Refusal {
  readonly body?: { readonly errors?: readonly { path: string; detail: { facts: { confirm?: string } } }[] };
}

/**
 * Imports a blueprint as one that loses what it loses against the one before on purpose. Where others import at the same
 * time, that may be another one by then: it is confirmed anew.
 */
export async function importBlueprint(hub: Pick<CrmApp, 'ask'>, text: string): Promise<NewReleaseView> {
  for (let confirm: string | undefined; ;) {
    try {
      return await hub.ask('sync.blueprints.import', { text, ...(confirm === undefined ? {} : { confirm }) });
    } catch (error) {
      const asked = ((error as Refusal).body?.errors ?? []).find(({ path }) => path === 'confirm');
      const next = asked?.detail.facts.confirm;
      if (next === undefined || next === confirm) throw error;
      confirm = next;
    }
  }
}
