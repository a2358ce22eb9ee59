/**
 * Facts on which the sources disagree, or which nobody has verified: one switch each. The default is the documented
 * variant where there is one. Set per account through `features` of `POST /__sandbox__/accounts`.
 */
export interface Switches {
  /** Entities 1.7: which stage the loss reason is checked against. Docs' example sends both in one PATCH: `after`. */
  loss_reason_check: 'after' | 'before';
  /** Entities 1.7, 9.5: a PATCH without status on an unsorted lead takes it out of «Неразобранное». */
  patch_accepts_unsorted: boolean;
  /** Config 4.1: success of PATCH custom_fields, 201 in amoCRM's pages, 200 in Kommo's. */
  field_patch_status: 200 | 201;
  /** Config 3.1: success of DELETE pipeline, 204 in amoCRM's pages, 200 `{}` in Kommo's. */
  pipeline_delete_status: 200 | 204;
  /** Config 7.1: success of POST webhooks. */
  webhook_post_status: 200 | 201;
  /** Config 7.1: a second POST for the same destination replaces the settings, or adds to them. */
  webhook_resubscribe: 'replace' | 'merge';
  /** Config 7.3: items written by one call of the API share a body in which the index grows, or go out one by one. */
  webhook_grouping: 'call' | 'item';
  /** Config 3.4: a pipeline without any own stage. */
  pipeline_without_stages: 'accept' | 'reject';
  /** Config 3.4: what PATCH may change on 142, 143 and the unsorted stage; what stays as it is only `reject` refuses. */
  system_stage_patch: 'name' | 'name_and_color' | 'reject';
  /** Config 3.5: a colour outside the palette. */
  stage_color_check: boolean;
  /** Config 3.3, 4.2, 7.1: `strict` answers FieldNotExpected for unknown keys anywhere, `lenient` ignores them. */
  unknown_keys: 'strict' | 'lenient';
  /** Config 1.4, entities 18.10: a PATCH of a card or task that sends back keys which only reads show. */
  read_only_keys: 'reject' | 'ignore';
  /** Config 1.4: an object whose keys are numbers where a list is wanted, as PHP writes lists with gaps; `{}` is one too. */
  numbered_objects: 'reject' | 'as_list';
  /** Entities 0.2: `limit` above the maximum. */
  limit_above_max: 'default' | 'cap';
  /** Entities 0.2: author of an API write: the token's user, or 0. */
  api_author: 'token_user' | 'robot';
  /** Config 1.5: what the seven calls a second are counted by (amoCRM: integration, Kommo: IP). */
  rate_limit_key: 'integration' | 'ip';
  /** Config 1.4: body of 429. */
  rate_limit_body: 'problem' | 'html';
  /** Config 1.4: body of the 403 of a blocked account. */
  block_body: 'html' | 'problem';
  /** Config 2.1: status of a refused refresh token. */
  reused_refresh_status: 400 | 401;
  /** Entities 0.4: language of the 401 detail on Russian accounts. */
  unauthorized_text: 'english' | 'russian';
  /** Entities 9.1: identical unsorted data sent twice. */
  unsorted_duplicate: 'error' | 'tag';
  /** Entities 8.1: largest `limit` of events. */
  events_max_limit: 100 | 250;
  /** Config 4.2: answer enums of a batch PATCH as an object keyed by index, as one Kommo example does. */
  batch_patch_enums: 'array' | 'object';
  /** Config 5.1: success of POST loss_reasons; the sheet knows the method from the client only. */
  loss_reason_post_status: 200 | 201;
  /** Config 4.2: spelling of field codes, `upper` takes A–Z 0–9 _ only. */
  field_code_format: 'any' | 'upper';
  /** Config 4.2: a code used twice within an entity type is refused. */
  field_code_unique: boolean;
  /** Config 4.2: enums need a `sort`. */
  enum_sort_required: boolean;
  /** Config 4.2: keys a field may be written with: the page's, or also `is_deletable` of lists, `is_api_only` of customers. */
  field_key_scope: 'documented' | 'client';
  /** Config 4.2: PATCH of a field needs name and enums, as the table says but examples do not show. */
  field_patch_required: boolean;
  /** Config 4.4: POST of groups needs a `sort` (amoCRM) or not (Kommo). */
  group_sort_required: boolean;
  /** Config 5.2: a new user needs rights for leads, contacts, companies and tasks; the official example has two. */
  user_rights_required: boolean;
  /** Config 2.5 says words, the official client reads 2 and 12 (entities 15.1). */
  bot_token_entity_type: 'word' | 'number';
  /** Config 6.3: the page shows JSON, two teams receive a form. */
  widget_request_body: 'form' | 'json';
  /** Config 7.5: webhooks of digital pipelines are sent once (amoCRM) or up to four times, with pauses (Kommo). */
  dp_hook_retries: 0 | 4;
  /** Config 7.5: what a webhook of a digital pipeline calls a lead made in the stage. */
  dp_hook_added: 'add' | 'status';
  /** Config 7.4: the price of a lead without one in its hooks. */
  hook_zero_price: 'sent' | 'left_out';
  /** Entities 1.2: what an account without the paid API filter ignores: filters by custom fields, or all of them. */
  api_filter_off: 'custom_fields' | 'all';
  /** Config 1.3: a pair of `filter[statuses]` that lacks a key; 142 and 143 need no pipeline. */
  half_stage_filter: 'refuse' | 'ignore' | 'apply';
  /** Entities 0.3: a full page has a `next` link even when nothing follows, as one report saw. */
  next_link_after_full_page: boolean;
  /** Entities 2: `custom_fields_values: null` in a PATCH. */
  null_custom_values: 'ignore' | 'clear';
  /** Entities 2: keys of a legal entity that belong to another country than the account's. */
  legal_entity_keys: 'any' | 'own_country';
  /**
   * Entities 2: `enum_code: null` beside a value, which reports call refused and the official client sends: refused for
   * multiselect, radiobutton and category only, or for all types with enums, or ignored.
   */
  null_enum_code: 'by_type' | 'reject' | 'ignore';
  /** Entities 2: more than 256 characters in a field of type text. */
  text_limit: 'reject' | 'accept';
  /** Entities 2: a JSON number in a numeric or monetary field, documented as string. */
  numeric_values: 'string_or_number' | 'string';
  /** Entities 2, 18.10: dates before 1970 sent as integers. */
  negative_dates: 'reject' | 'accept';
  /** Entities 1.4: leads show `price_with_minor_units` and take fractions as `price`. */
  price_minor_units: boolean;
  /** Entities 1.3: `_embedded.loss_reason`, an array in the example and an object in the table. */
  loss_reason_embed: 'array' | 'object';
  /** Entities 1.7: the server sets `closed_at` on entering 142 and 143 and clears it on leaving. */
  closed_at_auto: boolean;
  /** Entities 1.7: writes into a stage are refused without the fields required there (documented for the UI only). */
  required_fields_check: boolean;
  /** Entities 0.3: answer of a single PATCH of contacts and companies. */
  contact_patch_answer: 'bare' | 'collection';
  /** Entities 6: tasks filtered by entity_id without the entity_type it needs; one client says that it gets them. */
  task_entity_filter: 'refuse' | 'any_type';
  /** Entities 8.1: events of field changes are typed alike, or with the field's id. */
  field_event_type: 'generic' | 'by_field';
  /** Entities 8.4: what rows of chat messages say of the message: its id, or its talk and channel too. */
  chat_event_message: 'id' | 'full';
  /** Entities 11.1: status when no number of a POST calls is known. */
  call_unknown_number: 200 | 400;
  /** Entities 18.4: what complex does when two or three leads match. */
  duplicate_several: 'newest' | 'new';
  /** Entities 18.5: whose values win when complex merges. */
  duplicate_conflict: 'overwrite' | 'keep';
  /** Entities 18.7: a person merges two leads: values the one that stays lacks are taken from the other, or lost. */
  merge_values: 'keep' | 'drop';
  /** Config 2.6: the key of the date format in `datetime_settings`, which the pages misspell. */
  datetime_settings_key: 'date_format' | 'date_formant';
  /** Config 5.2, 5.3: stage rights as sent get denied rows for the unsorted stages they do not name, or not. */
  unsorted_stage_rights: 'denied' | 'as_sent';
  /** Entities 18.8: an `updated_at` not after the stored one, as v2 refused it. */
  stale_updated_at: 'accept' | 'reject';
  /** Entities 2: cards go on showing the value of an enum that was deleted, or lose it. */
  deleted_enum_values: 'keep' | 'erase';
  /** Config 8.1: an id that nobody has where the page lists no 404: 204 to a read and 400 to a write, or 404 all the same. */
  unlisted_not_found: 'as_listed' | '404';
  /** Config 8.1, entities 5: links of cards that have none: 204, as of all lists, or an empty list. */
  no_links: 204 | 200;
  /** Entities 1.4: a PATCH of a lead with an empty name or null: the generated name, or empty and as it was. */
  empty_lead_name: 'generated' | 'as_sent';
  /** Entities 18.13: how far lists of cards with `filter` or `query` lag behind reads by id. */
  filter_lag_seconds: 0 | 2 | 10 | 60;
}

export const defaultSwitches: Switches = {
  loss_reason_check: 'after',
  patch_accepts_unsorted: false,
  field_patch_status: 201,
  pipeline_delete_status: 204,
  webhook_post_status: 201,
  webhook_resubscribe: 'replace',
  webhook_grouping: 'call',
  pipeline_without_stages: 'reject',
  system_stage_patch: 'name',
  stage_color_check: true,
  unknown_keys: 'strict',
  read_only_keys: 'reject',
  numbered_objects: 'reject',
  limit_above_max: 'default',
  api_author: 'token_user',
  rate_limit_key: 'integration',
  rate_limit_body: 'problem',
  block_body: 'html',
  reused_refresh_status: 401,
  unauthorized_text: 'english',
  unsorted_duplicate: 'error',
  events_max_limit: 100,
  batch_patch_enums: 'array',
  loss_reason_post_status: 200,
  field_code_format: 'any',
  field_code_unique: true,
  enum_sort_required: true,
  field_key_scope: 'documented',
  field_patch_required: false,
  group_sort_required: true,
  user_rights_required: false,
  bot_token_entity_type: 'word',
  widget_request_body: 'form',
  dp_hook_retries: 0,
  dp_hook_added: 'status',
  hook_zero_price: 'sent',
  api_filter_off: 'custom_fields',
  half_stage_filter: 'refuse',
  next_link_after_full_page: false,
  null_custom_values: 'ignore',
  legal_entity_keys: 'any',
  null_enum_code: 'by_type',
  text_limit: 'reject',
  numeric_values: 'string_or_number',
  negative_dates: 'reject',
  price_minor_units: true,
  loss_reason_embed: 'array',
  closed_at_auto: true,
  required_fields_check: false,
  contact_patch_answer: 'bare',
  task_entity_filter: 'refuse',
  field_event_type: 'generic',
  chat_event_message: 'id',
  call_unknown_number: 400,
  duplicate_several: 'newest',
  duplicate_conflict: 'overwrite',
  merge_values: 'keep',
  datetime_settings_key: 'date_format',
  unsorted_stage_rights: 'denied',
  stale_updated_at: 'accept',
  deleted_enum_values: 'keep',
  unlisted_not_found: 'as_listed',
  no_links: 204,
  empty_lead_name: 'generated',
  filter_lag_seconds: 0,
};

/** What Kommo's pages say otherwise: the defaults of an account under kommo.com. */
export const kommoSwitches = {
  field_patch_status: 200,
  pipeline_delete_status: 200,
  webhook_post_status: 200,
  system_stage_patch: 'name_and_color',
  rate_limit_key: 'ip',
  unsorted_duplicate: 'tag',
  events_max_limit: 250,
  group_sort_required: false,
  dp_hook_retries: 4,
  dp_hook_added: 'add',
} as const satisfies Partial<Switches>;
