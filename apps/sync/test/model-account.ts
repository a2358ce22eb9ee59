import {
  emptyState,
  given,
  listOf,
  objectOf,
  type ModelState,
  type Mutable,
  type Pipeline,
  type Sent,
} from './model-state.js';
import type {
  RawEnum,
  RawField,
  RawSnapshot,
  RawStageLink,
  RawStatus,
} from '../src/configuration/raw-snapshot.js';
import { entityTypes, type EntityType } from '../src/configuration/raw-snapshot.js';
import { stagePalette } from '../src/kind/stage-colors.js';
import { kinds } from '../src/kind/kinds.js';
import { tagPalette } from '../src/kind/tag-colors.js';

/** An account in memory that answers the configuration calls as the fact sheet says, and refuses what it forbids. */
export class ModelAccount {
  readonly journal: string[] = [];
  private lastId: number;

  constructor(
    readonly state: ModelState = emptyState(),
    firstId = 1000,
  ) {
    this.lastId = firstId;
  }

  snapshot(): RawSnapshot {
    const missing = this.plainKinds().filter(({ part }) => this.state[part] === undefined);
    for (const { part } of missing) this.state[part] = [];
    return structuredClone(this.state);
  }

  /** Kinds that this account has no rules for: their lists keep whatever they get. No call writes one without a path. */
  private plainKinds(): { part: string; path: string; key: string }[] {
    const ruled = Object.keys(emptyState());
    return kinds.flatMap(({ reading, effect }) =>
      reading === null || ruled.includes(reading.part)
        ? []
        : [{ part: reading.part, path: effect.collection(''), key: effect.answerKey }],
    );
  }

  nextId(): number {
    return ++this.lastId;
  }

  /** Carries one call out and gives the answer amoCRM would give. Throws on what it would refuse with 400 or 404. */
  call(method: string, path: string, body: unknown): unknown {
    this.journal.push(`${method} ${path}`);
    const parts = path.replace('/api/v4/', '').split('/');
    const plain = this.plainKinds().find((kind) => kind.path !== '' && path.startsWith(kind.path));
    const answer = plain
      ? this.simple(method, this.rowsOf(plain.part), path.slice(plain.path.length + 1), body, plain.key)
      : this.route(method, parts, body);
    return structuredClone(answer);
  }

  private rowsOf(part: string): { id: number; name: string; sort: number }[] {
    return (this.state[part] ??= []) as { id: number; name: string; sort: number }[];
  }

  private route(method: string, parts: string[], body: unknown): unknown {
    const [entity, area, third, fourth, fifth] = parts as [EntityType, string, string?, string?, string?];
    if (area === 'pipelines' && fourth === 'statuses')
      return this.statuses(method, Number(third), fifth, body);
    if (area === 'pipelines') return this.pipelines(method, third, body);
    if (area === 'loss_reasons')
      return this.simple(method, this.state.lossReasons, third, body, 'loss_reasons');
    if (area === 'tags') return this.tags(entity, listOf(body));
    if (third === 'groups') return this.groups(method, entity, fourth, body);
    return this.fields(method, entity, third, body);
  }

  private pipelines(method: string, id: string | undefined, body: unknown): unknown {
    if (method === 'POST') {
      if (this.state.pipelines.length + listOf(body).length > 50)
        throw new Error('400 more than 50 pipelines');
      const made = listOf(body).map((item: Sent) => this.newPipeline(item));
      return { _embedded: { pipelines: made } };
    }
    const found = must(
      this.state.pipelines.find((line) => line.id === Number(id)),
      'Pipeline not found',
    );
    if (found.is_archive) throw new Error('400 archived');
    if (method === 'DELETE') {
      if (this.state.pipelines.length === 1) throw new Error('400 last pipeline');
      this.state.pipelines = this.state.pipelines.filter((line) => line !== found);
      this.dropLinks((link) => link.pipeline_id === found.id);
      return undefined;
    }
    const { name, sort, is_main, is_unsorted_on } = objectOf(body);
    if (Object.keys(objectOf(body)).length === 0) throw new Error('400 empty');
    if (name !== undefined) found.name = name;
    if (sort !== undefined) found.sort = sort;
    if (is_main === true) this.setMain(found);
    if (is_unsorted_on !== undefined) this.setUnsorted(found, is_unsorted_on);
    return { ...found, request_id: '0' };
  }

  private newPipeline(item: Sent): unknown {
    given(item.is_main, 'is_main');
    const sent: readonly Sent[] = item._embedded?.statuses ?? [];
    const own = sent.filter((status) => status.id === undefined);
    if (sent.some((status) => 'descriptions' in status)) throw new Error('400 FieldNotExpected');
    if (own.length === 0) throw new Error('400 a pipeline needs a stage');
    const named = (id: number, fallback: string) => sent.find((status) => status.id === id)?.name ?? fallback;
    const line: Pipeline = {
      id: this.nextId(),
      name: given(item.name, 'name'),
      sort: given(item.sort, 'sort'),
      is_main: false,
      is_unsorted_on: false,
      is_archive: false,
      _embedded: {
        statuses: [
          ...own.map((status) => this.newStatus(status)),
          { id: 142, name: named(142, 'Успешно реализовано'), sort: 10000, type: 0, color: '#CCFF66' },
          { id: 143, name: named(143, 'Закрыто и не реализовано'), sort: 11000, type: 0, color: '#D5D8DB' },
        ],
      },
    };
    this.state.pipelines.push(line);
    if (item.is_main) this.setMain(line);
    this.setUnsorted(line, given(item.is_unsorted_on, 'is_unsorted_on'));
    renumber(line);
    return { ...line, request_id: item.request_id };
  }

  private statuses(method: string, pipeline: number, id: string | undefined, body: unknown): unknown {
    const line = must(
      this.state.pipelines.find((item) => item.id === pipeline),
      'Pipeline not found',
    );
    if (line.is_archive) throw new Error('400 archived');
    const list = line._embedded.statuses;
    if (method === 'POST') {
      const made = listOf(body).map((item: Sent) => ({
        row: this.newStatus(item),
        request_id: item.request_id,
      }));
      list.push(...made.map(({ row }) => row));
      if (list.length > 100) throw new Error('400 more than 100 stages');
      renumber(line);
      return { _embedded: { statuses: made.map(({ row, request_id }) => ({ ...row, request_id })) } };
    }
    const found = must(
      list.find((status) => status.id === Number(id)),
      'Status not found',
    );
    const isFinal = found.id === 142 || found.id === 143;
    if (method === 'DELETE') {
      if (isFinal) throw new Error('404 final stage');
      line._embedded.statuses = list.filter((status) => status !== found);
      this.dropLinks((link) => link.pipeline_id === line.id && link.status_id === found.id);
      renumber(line);
      return undefined;
    }
    const { name, sort, color, descriptions } = objectOf(body);
    if (isFinal && (sort !== undefined || color !== undefined)) throw new Error('400 NotSupportedChoice');
    if (name !== undefined) found.name = name;
    if (sort !== undefined) found.sort = sort;
    if (color !== undefined) found.color = paletteOnly(color);
    if (descriptions) found.descriptions = this.describe(found.descriptions ?? [], descriptions);
    renumber(line);
    return { ...found, request_id: '0' };
  }

  private newStatus(item: Sent): Mutable<RawStatus> {
    const color = paletteOnly(item.color ?? stagePalette[0]);
    return {
      id: this.nextId(),
      name: given(item.name, 'name'),
      sort: given(item.sort, 'sort'),
      type: 0,
      color,
      descriptions: this.describe([], item.descriptions ?? []),
    };
  }

  private describe(
    now: readonly { id: number; level: string; description: string }[],
    sent: readonly Sent[],
  ) {
    const result = new Map(now.map((item) => [item.level, item]));
    for (const { id, level: sentLevel, description } of sent) {
      const level = given(sentLevel, 'level');
      if (description !== undefined)
        result.set(level, { id: result.get(level)?.id ?? this.nextId(), level, description });
      else if (result.get(level)?.id === id) result.delete(level);
      else throw new Error('400 description id');
    }
    return [...result.values()];
  }

  private setMain(main: Pipeline): void {
    for (const line of this.state.pipelines) line.is_main = line === main;
  }

  private setUnsorted(line: Pipeline, isOn: boolean): void {
    line.is_unsorted_on = isOn;
    const others = line._embedded.statuses.filter((status) => status.type !== 1);
    const unsorted = { id: line.id * 1000, name: 'Неразобранное', sort: 10, type: 1, color: '#c1c1c1' };
    line._embedded.statuses = isOn ? [unsorted, ...others] : others;
  }

  private simple(
    method: string,
    list: { id: number; name: string; sort: number }[],
    id: string | undefined,
    body: unknown,
    key: string,
  ): unknown {
    if (method === 'POST') {
      const made = listOf(body).map((item: Sent) => ({
        id: this.nextId(),
        name: given(item.name, 'name'),
        sort: item.sort ?? 100000,
      }));
      list.push(...made);
      return {
        _embedded: {
          [key]: made.map((row, at: number) => ({ ...row, request_id: listOf(body)[at]?.request_id })),
        },
      };
    }
    const found = must(
      list.find((item) => item.id === Number(id)),
      'not found',
    );
    if (method === 'DELETE') return void list.splice(list.indexOf(found), 1);
    const { name, sort } = objectOf(body);
    if (name !== undefined) found.name = name;
    if (sort !== undefined) found.sort = sort;
    return { ...found };
  }

  private tags(entity: EntityType, body: readonly Sent[]): unknown {
    const rows = body.map(({ name: sentName, color, request_id }) => {
      const name = given(sentName, 'name');
      if (color && (entity !== 'leads' || !tagPalette.includes(color)))
        throw new Error('400 colour of a tag');
      let tag = this.state.tags[entity].find((item) => item.name === name);
      if (!tag) this.state.tags[entity].push((tag = { id: this.nextId(), name, color: color ?? null }));
      return { ...tag, request_id };
    });
    return { _embedded: { tags: rows } };
  }

  private groups(method: string, entity: EntityType, id: string | undefined, body: unknown): unknown {
    const list = this.state.groups[entity];
    if (method === 'POST') {
      const made = listOf(body).map((item: Sent) => ({
        id: `${entity}_${this.nextId()}`,
        name: given(item.name, 'name'),
        sort: given(item.sort, 'sort'),
      }));
      list.push(...made);
      return {
        _embedded: {
          custom_field_groups: made.map((row, at: number) => ({
            ...row,
            request_id: listOf(body)[at]?.request_id,
          })),
        },
      };
    }
    const found = must(
      list.find((group) => group.id === id),
      'group not found',
    );
    if (method === 'DELETE') return void list.splice(list.indexOf(found), 1);
    const { name, sort } = objectOf(body);
    if (name !== undefined) found.name = name;
    if (sort !== undefined) found.sort = sort;
    return { ...found };
  }

  private fields(method: string, entity: EntityType, id: string | undefined, body: unknown): unknown {
    const list = this.state.fields[entity];
    if (method === 'DELETE') {
      const found = must(
        list.find((field) => field.id === Number(id)),
        'field not found',
      );
      if (found.is_deletable === false) throw new Error('403 built-in field');
      return void list.splice(list.indexOf(found), 1);
    }
    const rows = listOf(body).map((item: Sent) => {
      const found =
        method === 'POST'
          ? this.newField(entity, item)
          : must(
              list.find((field) => field.id === item.id),
              'field not found',
            );
      this.writeField(entity, found, item);
      return { ...found, request_id: item.request_id };
    });
    return { _embedded: { custom_fields: rows } };
  }

  private newField(entity: EntityType, item: Sent): Mutable<RawField> {
    const base: Mutable<RawField> = {
      id: this.nextId(),
      name: given(item.name, 'name'),
      type: given(item.type, 'type'),
      sort: 500,
      code: null,
      group_id: null,
    };
    const field = Object.assign(base, {
      required_statuses: [],
      hidden_statuses: [],
      enums: null,
      is_api_only: false,
    });
    this.state.fields[entity].push(field);
    return field;
  }

  private writeField(entity: EntityType, field: Mutable<RawField>, item: Sent): void {
    const { enums } = item;
    const plain = Object.fromEntries(
      Object.entries(item).filter(([key]) => !['id', 'type', 'request_id', 'enums'].includes(key)),
    );
    given(item.name, 'name');
    if (field.enums && !enums) throw new Error('400 FieldMissing enums');
    if (field.type === 'monetary' && !item.currency) throw new Error('400 FieldMissing currency');
    if (item.code && this.state.fields[entity].some((other) => other !== field && other.code === item.code))
      throw new Error('400 code');
    if (field.type === 'chained_list' && !item.chained_lists)
      throw new Error('400 FieldMissing chained_lists');
    const builtIn = entity === 'leads' ? ['default', 'statistic'] : ['default'];
    const groups = [...builtIn, ...this.state.groups[entity].map((group) => group.id)];
    if (item.group_id && !groups.includes(item.group_id)) throw new Error('400 group_id');
    for (const link of [
      ...(item.required_statuses ?? []),
      ...(item.hidden_statuses ?? []),
    ] as RawStageLink[]) {
      const line = this.state.pipelines.find((pipeline) => pipeline.id === link.pipeline_id);
      if (!line?._embedded.statuses.some((status) => status.id === link.status_id))
        throw new Error('400 NotSupportedChoice stage');
    }
    Object.assign(field, plain);
    if (enums) field.enums = this.replaceEnums(field.enums ?? [], enums);
    if (['select', 'multiselect', 'radiobutton'].includes(field.type) && !field.enums)
      throw new Error('400 enums');
  }

  private replaceEnums(now: readonly RawEnum[], sent: readonly Sent[]): RawEnum[] {
    return sent.map(({ id, value, sort, code }) => {
      if (typeof value !== 'string' || typeof sort !== 'number') throw new Error('400 enum');
      if (id !== undefined && !now.some((item) => item.id === id))
        throw new Error('400 NotSupportedChoice enums');
      return { id: id ?? this.nextId(), value, sort, code: code ?? null };
    });
  }

  private dropLinks(gone: (link: RawStageLink) => boolean): void {
    for (const field of entityTypes.flatMap((entity) => this.state.fields[entity])) {
      field.required_statuses = (field.required_statuses ?? []).filter((link) => !gone(link));
      field.hidden_statuses = (field.hidden_statuses ?? []).filter((link) => !gone(link));
    }
  }
}

/** 20, 30, 40 … after every write, 142 and 143 at the end (sheet 3.3). Equal sorts: unlucky order, so nobody relies on it. */
function renumber(line: Pipeline): void {
  const rank = (status: RawStatus) =>
    status.type === 1 ? -1 : status.id === 142 ? 1e6 : status.id === 143 ? 1e6 + 1 : status.sort;
  line._embedded.statuses.sort((a, b) => rank(a) - rank(b) || b.id - a.id);
  line._embedded.statuses
    .filter((status) => status.type !== 1 && status.id !== 142 && status.id !== 143)
    .forEach((status, at) => (status.sort = 20 + at * 10));
}

function paletteOnly(color: string): string {
  if (!(stagePalette as readonly string[]).includes(color)) throw new Error(`400 colour ${color}`);
  return color;
}

function must<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new Error(`404 ${message}`);
  return value;
}
