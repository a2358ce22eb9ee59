/** What an account has bought or switched on. Defaults: a fresh account in its trial, without the paid API filter. */
export interface Features {
  /** «API-фильтрация»; `false`: filters by custom fields are ignored (entities 1.2). */
  apiFilter: boolean;
  /** «Супер-поля»: monetary and chained_list fields, hidden_statuses (config 4.2). */
  superFields: boolean;
  /** Custom fields an account may have by its plan; 0: no limit (config 4.4, figures unverified). */
  fieldsLimit: number;
  /** «Неразобранное» of the account; new pipelines follow their own flag. */
  unsorted: boolean;
  lossReasons: boolean;
  /** `false` switches all counting off for this account, as `--no-rate-limit` does for new and loaded ones. */
  rateLimit: boolean;
  /** Calls in any rolling second, per integration and per account (config 1.5). */
  rateLimitPerIntegration: number;
  rateLimitPerAccount: number;
  /** Violations within one minute after which every call is answered 403 until unblocked. */
  rateLimitBlockAfter: number;
  /** `false`: every call is answered 402. */
  paid: boolean;
  /** Webhooks need the «Расширенный» plan or higher. */
  webhooks: boolean;
  /** Kommo's activation of users, for Pro and Enterprise (config 5.2); `false`: 403. */
  userActivation: boolean;
  /** Duplicate control of `leads/complex` (entities 1.6). */
  duplicateControl: boolean;
  /** A text or numeric field of contacts or leads that duplicate control compares too (entities 18.4); 0: none. */
  duplicateFieldId: number;
  customersMode: (typeof customersModes)[number];
}

export const customersModes = ['unavailable', 'disabled', 'segments', 'dynamic', 'periodicity'] as const;

export const defaultFeatures: Features = {
  apiFilter: false,
  superFields: true,
  fieldsLimit: 0,
  unsorted: true,
  lossReasons: true,
  rateLimit: true,
  rateLimitPerIntegration: 7,
  rateLimitPerAccount: 50,
  rateLimitBlockAfter: 30,
  paid: true,
  webhooks: true,
  userActivation: true,
  duplicateControl: false,
  duplicateFieldId: 0,
  customersMode: 'disabled',
};
