import type { ReleaseNeeds } from '@hub/contracts';
import {
  fitRelease,
  type Collision,
  type LiveField,
  type LivePipeline,
  type ReleaseFit,
} from './fit-release.js';
import { said, type Check } from './preflight-check.js';

/** What the account holds and what the release asks for; null where it could not be read. */
export interface RoomFacts {
  host: string;
  pipelines: LivePipeline[] | null;
  /** Custom fields of leads, contacts and companies. */
  fields: LiveField[] | null;
  needs: ReleaseNeeds | null;
}

/** Most pipelines of an account. Sheet: configuration 1.5. */
const pipelineRoom = 50;
/** System stages included. Sheet: configuration 1.5. */
const stageRoom = 100;
/** Fields by Kommo's three tariffs; for amoCRM none are published. Sheet: configuration 4.4. */
const kommoFieldRoom = [100, 200, 400];

/** Room, names and codes of an account: as they stand, and against what the newest release needs. */
export function decideRoom(facts: RoomFacts): Check[] {
  const { needs } = facts;
  const fit = needs?.release
    ? fitRelease(needs, { pipelines: facts.pipelines ?? [], fields: facts.fields ?? [] })
    : null;
  return [
    release(facts),
    pipelines(facts, fit),
    stages(facts, fit),
    fieldRoom(facts, fit),
    names(facts, fit),
    fields(facts, fit),
  ];
}

function release({ needs }: RoomFacts): Check {
  if (!needs) return said('release', 'unknown', 'unread');
  if (!needs.release) return said('release', 'unknown', 'none');
  const { number, note } = needs.release;
  return said('release', 'ok', 'compared', { number, note: note ? ` «${note}»` : '' });
}

function pipelines({ pipelines: all }: RoomFacts, fit: ReleaseFit | null): Check {
  if (!all) return said('pipelines', 'unknown', 'unknown');
  const free = Math.max(0, pipelineRoom - all.length);
  const add = fit?.newPipelines.length ?? 0;
  if (add > free) return said('pipelines', 'failure', 'short', { add, free });
  if (fit) return said('pipelines', 'ok', 'fits', { add, free });
  return free > 0 ? said('pipelines', 'ok', 'ok', { free }) : said('pipelines', 'failure', 'full');
}

function stages({ pipelines: all }: RoomFacts, fit: ReleaseFit | null): Check {
  if (!all) return said('stages', 'unknown', 'unknown');
  const short = fit?.stages.find(({ count }) => count > stageRoom);
  if (short) return said('stages', 'failure', 'short', { name: short.name, count: short.count });
  const full = all.find((one) => one.stages.length >= stageRoom);
  if (full) return said('stages', 'warning', 'full', { name: full.name });
  return said('stages', 'ok', fit ? 'fits' : 'ok');
}

function fieldRoom({ host, fields: all }: RoomFacts, fit: ReleaseFit | null): Check {
  if (!all || !fit) return said('fieldRoom', 'unknown', 'unknown');
  const of = (entity: string) => fit.newFields.filter((field) => field.entity === entity).length;
  const add = fit.newFields.length;
  const have = all.length;
  const values = { add, have, leads: of('leads'), contacts: of('contacts'), companies: of('companies') };
  if (add === 0) return said('fieldRoom', 'ok', 'ok', values);
  if (!host.endsWith('.kommo.com')) return said('fieldRoom', 'unknown', 'unpublished', values);
  const room = kommoFieldRoom.find((most) => have + add <= most);
  if (room === undefined)
    return said('fieldRoom', 'failure', 'short', { ...values, most: kommoFieldRoom.at(-1) ?? 0 });
  if (room === kommoFieldRoom[0]) return said('fieldRoom', 'ok', 'fits', { ...values, room });
  return said('fieldRoom', 'warning', 'tariff', { ...values, room });
}

function names({ pipelines: all }: RoomFacts, fit: ReleaseFit | null): Check {
  if (!all) return said('names', 'unknown', 'unknown');
  const stuck = collision('names', fit?.collisions.pipelines);
  if (stuck) return stuck;
  const name = firstTwice(all.map((one) => one.name.trim().toLowerCase()));
  if (name !== undefined) return said('names', 'warning', 'twice', { name });
  return adoption('names', fit?.adopted.pipelines) ?? said('names', 'ok', 'ok');
}

/** Fields are matched by code, else by exact name, within one kind of card. */
function fields({ fields: all }: RoomFacts, fit: ReleaseFit | null): Check {
  if (!all) return said('fields', 'unknown', 'unknown');
  const code = firstTwice(all.flatMap((one) => (one.code ? [`${one.entity}: ${one.code}`] : [])));
  if (code !== undefined) return said('fields', 'failure', 'codeTwice', { code });
  const stuck = collision('fields', fit?.collisions.fields);
  if (stuck) return stuck;
  const name = firstTwice(all.map((one) => `${one.entity}: ${one.name.trim()}`));
  if (name !== undefined) return said('fields', 'warning', 'nameTwice', { name });
  return adoption('fields', fit?.adopted.fields) ?? said('fields', 'ok', 'ok', { count: all.length });
}

/** The sort of the first collision, with every name of that sort. */
function collision(check: string, all: readonly Collision[] = []): Check | null {
  const [first] = all;
  if (!first) return null;
  const alike = all.filter(({ why }) => why === first.why).map(({ name }) => name);
  return said(check, 'failure', first.why, { names: listed(alike) });
}

function adoption(check: string, adopted: readonly string[] = []): Check | null {
  return adopted.length > 0 ? said(check, 'warning', 'adopted', { names: listed(adopted) }) : null;
}

/** At most ten: more would not be read. */
export function listed(all: readonly string[]): string {
  const shown = all.slice(0, 10).map((name) => `«${name}»`);
  return all.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}

function firstTwice(all: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return all.find((one) => seen.size === seen.add(one).size);
}
