import type { Json } from '../configuration/json.js';
import type { RawStatus } from '../configuration/raw-snapshot.js';
import { draftKey, type Draft } from '../configuration/draft.js';
import { readRoles } from '../snapshot/read-roles.js';
import { finalStages, liveDeals } from './deals.js';
import { lostName, wonName } from './final-names.js';
import type { AnswerRow, Draw, Kind } from './kind.js';
import type { Attributes } from './kind-name.js';
import { nameAndSort } from './name-and-sort.js';
import { pipelineReading } from './pipeline-reading.js';
import { describeBody, isDescribed, stageBody } from './stage-body.js';
import { paletteColor, stagePalette } from './stage-colors.js';
import { descriptionLevels } from './stage-descriptions.js';

function describe(status: RawStatus): { texts: Attributes; ids: Attributes } {
  const texts: Record<string, Json> = {};
  const ids: Record<string, Json> = {};
  for (const level of descriptionLevels) {
    const found = status.descriptions?.find((item) => item.level === level);
    texts[level] = found?.description ?? '';
    if (found) ids[level] = found.id;
  }
  return { texts, ids };
}

/**
 * Stages. The unsorted stage (type 1) cannot be written and is switched by its pipeline; of 142 and 143 only the name
 * is managed, because writing anything else is refused (sheet 3.4).
 */
export const stageKind: Kind = {
  name: 'stage',
  parent: 'pipeline',
  attributes: {
    name: 'name',
    color: 'color',
    newbie: 'newbie',
    candidate: 'candidate',
    master: 'master',
  },
  harmful: ['name'],
  movedByOthers: [],
  references: {},
  order: 'renumbered',
  unwritable: [],
  fixedIds: finalStages,
  // «Неразобранное» counts too, whether it is shown or not.
  limit: { option: 'stagesPerPipeline', usual: 100, reason: 'limit-stages', unseen: 1 },
  reading: pipelineReading,
  observe: (raw) =>
    raw.pipelines.flatMap((pipeline) =>
      pipeline._embedded.statuses
        .filter((status) => status.type !== 1)
        .map((status) => {
          const fixed = finalStages[status.id];
          const common = {
            kind: 'stage' as const,
            id: `${pipeline.id}/${status.id}`,
            within: String(pipeline.id),
            sort: status.sort,
          };
          if (fixed !== undefined) return { ...common, fixed, attributes: { name: status.name } };
          const { texts, ids } = describe(status);
          const attributes = { name: status.name, color: paletteColor(status.color), ...texts };
          return { ...common, attributes, forWrites: ids };
        }),
    ),
  namers: { part: 'roles', read: readRoles },
  mentions: ({ roles }) =>
    (roles ?? []).flatMap(({ name, rights }) =>
      (rights?.status_rights ?? []).map((link) => ({
        kind: 'stage' as const,
        id: `${link.pipeline_id}/${link.status_id}`,
        by: 'role' as const,
        name,
      })),
    ),
  blueprint: { inside: 'pipeline' },
  live: liveDeals('deals-in-stage'),
  travel: {
    with: 'new-parent',
    rows: ({ _embedded }) =>
      ((_embedded as { statuses?: readonly AnswerRow[] } | undefined)?.statuses ?? []).filter(
        ({ type }) => type !== 1,
      ),
    late: { isLate: isDescribed, attributes: descriptionLevels, body: describeBody },
  },
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    replaces: null,
    collection: (pipeline) => `/api/v4/leads/pipelines/${pipeline}/statuses`,
    answerKey: 'statuses',
    toCreateBody: stageBody,
    toUpdateBody: ({ fixed, ...write }) =>
      fixed === null ? stageBody({ fixed, ...write }) : nameAndSort({ fixed, ...write }),
    // Sources contradict each other on whether a final stage can be renamed later (sheet 3.4).
    isUncertain: (fixed) => fixed !== null,
  },
  sample: (draw, made) =>
    made('pipeline')
      .map(draftKey)
      .flatMap((within) => sampleStages(draw, within)),
};

function sampleStages({ some, one, names }: Draw, within: string): readonly Draft[] {
  const texts = ['', '', 'Call', 'Send the contract 📄'];
  const own = some(names, 7, 1).map((name): Draft => ({
    kind: 'stage',
    within,
    attributes: {
      name,
      color: one(stagePalette),
      newbie: one(texts),
      candidate: one(texts.slice(0, 3)),
      master: one(texts),
    },
  }));
  const final = (fixed: string, name: string): Draft => ({
    kind: 'stage',
    within,
    fixed,
    attributes: { name },
  });
  return [...own, final('~won', one([wonName, 'Paid'])), final('~lost', lostName)];
}
