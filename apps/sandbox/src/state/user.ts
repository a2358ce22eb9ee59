/** A all, G own group, M own only, D denied, L linked (catalogs only). Config 5.2. */
export type RightLetter = 'A' | 'G' | 'M' | 'D' | 'L';

interface EntityRights {
  view: RightLetter;
  edit: RightLetter;
  add: RightLetter;
  delete: RightLetter;
  export: RightLetter;
}

export interface StatusRight {
  entity_type: 'leads';
  pipeline_id: number;
  status_id: number;
  rights: Partial<Record<'view' | 'edit' | 'delete' | 'export', RightLetter>>;
}

/** Letters for the elements of one list; L means linked ones (config 5.2). */
export interface CatalogRight {
  catalog_id: number;
  rights: Partial<Record<'view' | 'edit' | 'add' | 'delete' | 'export', RightLetter>>;
}

export interface Rights {
  leads: EntityRights;
  contacts: EntityRights;
  companies: EntityRights;
  tasks: { edit: RightLetter; delete: RightLetter };
  mail_access: boolean;
  catalog_access: boolean;
  files_access: boolean;
  /** These four of a role are shown only where they were set, of a user always. */
  catalog_rights?: CatalogRight[] | null;
  custom_fields_rights?: unknown;
  oper_day_reports_view_access?: boolean | null;
  oper_day_user_tracking?: boolean | null;
  status_rights: StatusRight[] | null;
}

export interface User {
  id: number;
  name: string;
  email: string;
  lang: string;
  rights: Rights;
  is_admin: boolean;
  is_free: boolean;
  is_active: boolean;
  group_id: number | null;
  role_id: number | null;
  uuid: string;
  amojo_id: string;
  phone_number: string | null;
  user_rank: 'newbie' | 'candidate' | 'master' | null;
}

export interface UserGroup {
  id: number;
  name: string;
  uuid: string | null;
}

export interface Role {
  id: number;
  name: string;
  rights: Rights;
}

const entityRights = (letter: RightLetter): EntityRights => ({
  view: letter,
  edit: letter,
  add: letter === 'D' ? 'D' : 'A',
  delete: letter,
  export: letter,
});

/** The same letter everywhere; `D` is what a user created without rights has (config 5.2). */
export function uniformRights(letter: RightLetter): Rights {
  return {
    leads: entityRights(letter),
    contacts: entityRights(letter),
    companies: entityRights(letter),
    tasks: { edit: letter, delete: letter },
    mail_access: letter !== 'D',
    catalog_access: letter !== 'D',
    files_access: letter !== 'D',
    status_rights: null,
  };
}
