import type { ItemValidation } from '../http/validation.js';
import type { Rule, Shape } from '../http/shape.js';
import { switchOf, type Account } from '../state/account.js';
import type { CatalogRight, RightLetter, Rights, StatusRight } from '../state/user.js';

type EntityLetters = Partial<Rights['leads']>;

/** Rights as sent (config 5.2); what is left out is denied in a POST and kept in a PATCH. */
export interface SentRights {
  leads?: EntityLetters | null;
  contacts?: EntityLetters | null;
  companies?: EntityLetters | null;
  tasks?: Partial<Rights['tasks']> | null;
  mail_access?: boolean | null;
  catalog_access?: boolean | null;
  files_access?: boolean | null;
  catalog_rights?: CatalogRight[] | null;
  custom_fields_rights?: unknown;
  oper_day_reports_view_access?: boolean | null;
  oper_day_user_tracking?: boolean | null;
  status_rights?: StatusRight[] | null;
}

const letters: Rule = { type: 'string', choices: ['A', 'G', 'M', 'D'] };
const yesOrNo: Rule = { type: 'string', choices: ['A', 'D'] };
const flag: Rule = { type: 'bool', nullable: true };

const entityLetters: Rule = {
  type: 'object',
  nullable: true,
  shape: { view: letters, edit: letters, add: yesOrNo, delete: letters, export: letters },
};

const statusRights: Rule = {
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: {
      entity_type: { type: 'string', required: true, choices: ['leads'] },
      pipeline_id: { type: 'int', required: true },
      status_id: { type: 'int', required: true },
      rights: {
        type: 'object',
        required: true,
        shape: { view: yesOrNo, edit: yesOrNo, delete: yesOrNo, export: yesOrNo },
      },
    },
  },
};

const linkedLetters: Rule = { type: 'string', choices: ['A', 'G', 'M', 'D', 'L'] };

const catalogRights: Rule = {
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: {
      catalog_id: { type: 'int', required: true },
      rights: {
        type: 'object',
        required: true,
        shape: {
          view: linkedLetters,
          edit: linkedLetters,
          add: yesOrNo,
          delete: linkedLetters,
          export: linkedLetters,
        },
      },
    },
  },
};

export const rightsShape: Shape<SentRights> = {
  leads: entityLetters,
  contacts: entityLetters,
  companies: entityLetters,
  tasks: { type: 'object', nullable: true, shape: { edit: letters, delete: letters } },
  mail_access: flag,
  catalog_access: flag,
  files_access: flag,
  catalog_rights: catalogRights,
  custom_fields_rights: { type: ['array', 'object'], nullable: true },
  oper_day_reports_view_access: flag,
  oper_day_user_tracking: flag,
  status_rights: statusRights,
};

/** Reports unknown pipelines, stages and lists, and an export right on an unsorted stage. */
export function checkRights(account: Account, sent: SentRights, errors: ItemValidation): void {
  (sent.status_rights ?? []).forEach((right, index) => {
    const path = `rights.status_rights.${index}`;
    const sure: Partial<StatusRight> = right;
    const { pipeline_id, status_id, rights } = { pipeline_id: 0, rights: {}, ...sure };
    const pipeline = account.pipelines.get(pipeline_id);
    const stage = pipeline?.stages.find((one) => one.id === status_id);
    if (!pipeline) errors.add('NotSupportedChoice', `${path}.pipeline_id`);
    else if (!stage) errors.add('NotSupportedChoice', `${path}.status_id`);
    else if (stage.type === 1 && rights.export !== undefined)
      errors.add('FieldNotExpected', `${path}.rights.export`);
  });
  (sent.catalog_rights ?? []).forEach(({ catalog_id }, index) => {
    if (account.catalogs.has(catalog_id)) return;
    errors.add('NotSupportedChoice', `rights.catalog_rights.${index}.catalog_id`);
  });
}

/** Denying the view denies edit, delete and export (config 5.2). */
function withoutBlindRights<T extends Partial<Record<string, RightLetter>>>(rights: T): T {
  if (rights.view !== 'D') return rights;
  const blind = Object.keys(rights).filter((key) => key === 'edit' || key === 'delete' || key === 'export');
  return { ...rights, ...Object.fromEntries(blind.map((key) => [key, 'D'])) };
}

/** What `status_rights: null` or `[]` leaves: every unsorted stage denied. */
function deniedUnsorted(account: Account): StatusRight[] {
  return [...account.pipelines.values()].flatMap((pipeline) =>
    pipeline.stages
      .filter((stage) => stage.type === 1)
      .map((stage) => ({
        entity_type: 'leads' as const,
        pipeline_id: pipeline.id,
        status_id: stage.id,
        rights: { view: 'D' as const, edit: 'D' as const, delete: 'D' as const },
      })),
  );
}

/** Stage rights as sent, and by the switch every unsorted stage they do not name denied. */
function statusRightsFrom(account: Account, sent: StatusRight[] | null): StatusRight[] {
  if (!sent || sent.length === 0) return deniedUnsorted(account);
  const own = sent.map((right) => ({ ...right, rights: withoutBlindRights(right.rights) }));
  if (switchOf(account, 'unsorted_stage_rights') === 'as_sent') return own;
  const named = new Set(own.map(({ pipeline_id, status_id }) => `${pipeline_id} ${status_id}`));
  const rest = deniedUnsorted(account).filter((one) => !named.has(`${one.pipeline_id} ${one.status_id}`));
  return [...own, ...rest];
}

/** Rights that clients know and the pages do not: stored only where they were sent. */
const optionalRights = [
  'catalog_rights',
  'custom_fields_rights',
  'oper_day_reports_view_access',
  'oper_day_user_tracking',
] as const;

/** Those of the rights that only clients know which were sent, or are there. */
export function optionalRightsOf(present: Rights, sent: SentRights): Partial<Rights> {
  const entries = optionalRights.map((key) => [key, sent[key] === undefined ? present[key] : sent[key]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<Rights>;
}

/** Checked rights on top of `present`. `status_rights` left out are kept, except in new rights, where they are null. */
export function mergeRights(account: Account, present: Rights, sent: SentRights): Rights {
  const { status_rights: stages } = sent;
  return {
    leads: withoutBlindRights({ ...present.leads, ...sent.leads }),
    contacts: withoutBlindRights({ ...present.contacts, ...sent.contacts }),
    companies: withoutBlindRights({ ...present.companies, ...sent.companies }),
    tasks: { ...present.tasks, ...sent.tasks },
    mail_access: sent.mail_access ?? present.mail_access,
    catalog_access: sent.catalog_access ?? present.catalog_access,
    files_access: sent.files_access ?? present.files_access,
    ...optionalRightsOf(present, sent),
    status_rights:
      stages === undefined && present.status_rights
        ? present.status_rights
        : statusRightsFrom(account, stages ?? null),
  };
}
