import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BlueprintText, DecisionPage, PlanPage, ReleaseView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import type { Api } from '../../sandbox/test/call-sandbox.js';
import { blueprint, runCli, runUnread, type CliRun, type Question } from './run-cli.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

/** Head office at a shell: the real command line against a real hub. */
describe('the command line', () => {
  let whole: WholeHub;
  let folder: string;
  let kazan: Api;
  let head: Api;
  let headId: string;

  const file = (name: string) => join(folder, name);
  const cli = (words: string, more: Record<string, string> = {}): Promise<CliRun> =>
    runCli(words.split(' '), { XDG_CONFIG_HOME: folder, ...more });
  const writes = () =>
    whole.sandbox.sandbox.journal.list({ subdomain: 'kazan' }).filter(({ method }) => method !== 'GET')
      .length;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'franchise-hub-cli-'));
    whole = await startWholeHub();
    const connect = async (subdomain: string, name: string, roles: string[]) => {
      const { api, ...remote } = await whole.sandbox.account({ subdomain });
      const { clientId: id, clientSecret: secret, redirectUri } = remote;
      const wanted = { subdomain, name, roles, mode: 'apply', timeZone: 'Europe/Moscow' };
      const integration = { id, secret, redirectUri };
      const { accountId } = await whole.api.post<{ accountId: string }>('accounts', {
        ...wanted,
        integration,
      });
      await whole.api.post(`accounts/${accountId}/connect`, { longLivedToken: remote.longLivedToken });
      return { api, accountId };
    };
    ({ api: head, accountId: headId } = await connect('head', 'Головной офис', ['reference', 'hq']));
    ({ api: kazan } = await connect('kazan', 'Казань', ['branch']));
    for (const pipelines of [['Заявки'], ['Заявки', 'Сервис', 'Склад']])
      await whole.api.post<ReleaseView>('blueprints/import', { text: blueprint(pipelines) });
  });
  afterAll(async () => {
    await whole.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks for a login, takes no key that the hub refuses, and stores a good one for its owner alone', async () => {
    const before = await cli('diff 1 2');
    expect(before).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('login') });
    const wrong = await cli(`login ${whole.hub.url}`, { input: 'fh_wrong\n' });
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('Нужен действующий ключ API') });
    const good = await cli(`login ${whole.hub.url}/`, { input: `${whole.adminKey}\n` });
    expect(good).toMatchObject({ code: 0, stdout: '' });
    expect(good.stderr).not.toContain(whole.adminKey);
    const stored = file('franchise-hub/hub.json');
    expect(statSync(stored).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(stored, 'utf8'))).toEqual({ url: whole.hub.url, key: whole.adminKey });
    expect(await cli('diff 1 2', { HUB_KEY: 'fh_wrong' })).toMatchObject({ code: 1, stdout: '' });
  });

  it('shows differences and plans as data, and says by the exit code what is to do', async () => {
    const difference = await cli('diff 1 latest --detailed-exitcode --json --locale en');
    expect(difference.code).toBe(2);
    expect(JSON.parse(difference.stdout)).toMatchObject({ isEmpty: false, counts: { delete: 0 } });
    const planned = await cli(`plan Казань --release 1 --out ${file('plan.json')} --detailed-exitcode`);
    expect(planned.code).toBe(2);
    const { items } = await whole.api.get<PlanPage>('plans');
    const { text } = await whole.api.get<{ text: string }>(`plans/${items[0]?.id ?? ''}`);
    expect(planned.stdout.trimEnd()).toBe(text.trimEnd());
    expect(planned.stderr).toContain(items[0]?.checksum);
    expect(await cli('plan nobody')).toMatchObject({ code: 1, stdout: '' });
  });

  it('applies what was shown once the word is typed, and nothing without it or in its place', async () => {
    const before = writes();
    const apply = `apply ${file('plan.json')} --detailed-exitcode`;
    expect((await cli(apply, { input: 'да\n' })).code).toBe(4);
    expect((await cli(apply)).code).toBe(4);
    const saved = readFileSync(file('plan.json'), 'utf8');
    writeFileSync(file('other.json'), saved.replace('Заявки', 'Другое'));
    const other = await cli(`apply ${file('other.json')} --yes`);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('не тот') });
    expect(writes()).toBe(before);

    // The language of the person who applies is not that of the file.
    const applied = await cli(`${apply} --json --locale en`, { input: 'apply\n' });
    expect(applied.code).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({ state: 'applied' });
    expect(writes()).toBeGreaterThan(before);
    expect((await cli(apply)).stderr).toContain('applied');
    expect((await cli('plan kazan -r 1 --detailed-exitcode')).code).toBe(0);
  });

  it('records that an account without changes is at the release once the word is typed', async () => {
    const before = writes();
    const apply = 'apply --account kazan -r 1 --detailed-exitcode --json';
    expect(await cli(apply)).toMatchObject({ code: 0, stdout: expect.stringContaining('"planned"') });
    const recorded = await cli(apply, { input: 'применить\n' });
    expect(recorded).toMatchObject({ code: 0, stdout: expect.stringContaining('"applied"') });
    expect(writes()).toBe(before);
  });

  it('tells machines what went wrong as data', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const refused = await cli(`apply ${nobody} --json`);
    const unknown = await cli('plan nobody --json');
    const mistyped = await cli('plan --json');
    expect([refused.code, unknown.code, mistyped.code]).toEqual([1, 1, 1]);
    expect(JSON.parse(refused.stdout)).toMatchObject({ status: 404, detail: expect.any(String) });
    for (const { stdout, stderr } of [unknown, mistyped]) {
      const { detail } = JSON.parse(stdout) as { detail: string };
      expect(stderr).toContain(detail);
    }
    expect((await cli(`apply ${nobody}`)).stdout).toBe('');
  });

  it('ends as it ends when nobody reads any more', async () => {
    const words = 'plan kazan --release 2 --detailed-exitcode';
    expect(await runUnread(words.split(' '), { XDG_CONFIG_HOME: folder })).toBe(2);
    const check = ['blueprint', 'check', file('none.yaml'), file('plan.json')];
    expect(await runUnread(check, {})).toBe(1);
    expect((await cli(check.join(' '))).stdout).toMatch(/none\.yaml[^]*plan\.json/);
  });

  it('tells an apply in part from a whole one', async () => {
    const twin = { name: 'Сервис', is_main: false, is_unsorted_on: true };
    const statuses = [{ name: 'Приём', sort: 10, color: '#fffeb2' }];
    const twins = [5, 6].map((sort) => ({ ...twin, sort, _embedded: { statuses } }));
    await kazan('POST', '/api/v4/leads/pipelines', twins);
    const planned = await cli('plan kazan --detailed-exitcode --format md');
    expect(planned).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('## План: kazan.amocrm.ru, релиз 2'),
    });
    const inPart = await cli('apply --account kazan --yes --detailed-exitcode');
    expect(inPart).toMatchObject({ code: 3, stderr: expect.stringContaining('Сервис') });
  });

  it('lets nobody past the safety check without a name', async () => {
    const before = writes();
    const apply = 'apply --account kazan --release 1 --prune --yes --detailed-exitcode';
    expect(await cli(apply)).toMatchObject({ code: 4, stderr: expect.stringContaining('--force') });
    expect(writes()).toBe(before);
    expect((await cli(`${apply} --force Анна`)).code).toBe(0);
    expect(writes()).toBeGreaterThan(before);
  });

  it('shows drift, and plans the way back', async () => {
    const findings = async () =>
      (JSON.parse((await cli('drift show --json')).stdout) as { findings: { id: string }[] }).findings;
    const { items } = await whole.api.get<{ items: { host: string; accountId: string }[] }>('accounts');
    const accountId = items.find(({ host }) => host === 'kazan.amocrm.ru')?.accountId ?? '';
    const { body } = await kazan('GET', '/api/v4/leads/pipelines');
    const line = body._embedded.pipelines.find(({ name }: { name: string }) => name === 'Заявки');
    await kazan('PATCH', `/api/v4/leads/pipelines/${line.id}`, { name: 'Обращения' });
    expect(await cli('drift fix kazan --json --detailed-exitcode')).toMatchObject({
      code: 0,
      stdout: 'null\n',
    });
    await whole.api.post(`accounts/${accountId}/drift`);
    const [finding] = await eventually(async () => {
      const found = await findings();
      if (found.length === 0) throw new Error('not read yet');
      return found;
    });
    const shown = await cli('drift show kazan --detailed-exitcode');
    expect(shown).toMatchObject({ code: 2, stdout: expect.stringContaining('«Обращения» → «Заявки»') });
    const unknown = await cli('drift show head');
    expect(unknown).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('ни к одному') });
    expect((await cli('drift show head --detailed-exitcode')).code).toBe(3);
    expect((await cli('drift except kazan')).stderr).toContain('--until');
    expect((await cli('drift fix kazan 1')).code).toBe(1);
    const fixed = await cli(`drift fix kazan ${finding?.id ?? ''} --json`);
    const plan = JSON.parse(fixed.stdout) as { id: string; counts: { update: number } };
    expect(plan.counts.update).toBe(1);
    expect((await cli(`apply ${plan.id} --yes --force Анна`)).code).toBe(0);
    await whole.api.post(`accounts/${accountId}/drift`);
    await eventually(async () => expect(await findings()).toEqual([]));
  });

  it('rolls a release out: plans first, then the word, then to its end', async () => {
    const lines = ['Заявки', 'Сервис', 'Склад', 'Офис'];
    await whole.api.post('blueprints/import', { text: blueprint(lines) });
    const says = { handler: 'show', params: { type: 'text', value: 'Ждём вас' } };
    writeFileSync(file('plain.json'), JSON.stringify([{ question: [says] }]));
    expect((await cli(`bot upload head ${file('plain.json')} --name Встреча`)).code).toBe(0);
    const start = 'rollout start latest --account kazan --bot встреча --gate 0 --detailed-exitcode';
    const started = await cli(start);
    expect(started).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/1 аккаунт[^]*\+ бот «Встреча»/),
    });
    const [, rolloutId = ''] = /rollout approve (\S+)/.exec(started.stderr) ?? [];
    expect((await cli('rollout show')).code).toBe(0);
    expect((await cli('rollout show --detailed-exitcode')).code).toBe(4);
    expect((await cli(`rollout approve ${rolloutId} --detailed-exitcode`)).code).toBe(4);
    const approved = await cli('rollout approve --yes --force Анна --detailed-exitcode');
    // Because two pipelines of one name stand there.
    expect(approved.code).toBe(3);
    expect(approved.stderr).toContain('завершена: готовы 1; применено не полностью: 1');
    expect(approved.stderr).toMatch(/Боты: .* 1\n/);
    const [, advised = ''] = /применён не полностью.*npm run hub -- (plan .*)/.exec(approved.stderr) ?? [];
    await whole.api.post('blueprints/import', { text: blueprint([...lines, 'Архив']) });
    const { code, stdout } = await cli(`${advised} --detailed-exitcode`);
    expect(code).toBe(3);
    expect(stdout).toContain('Сервис');
    // Because the release after that of the rollout has no part in it.
    expect(stdout).not.toContain('Архив');
    const stopped = await cli(`rollout stop ${rolloutId} --json`);
    expect(JSON.parse(stopped.stdout)).toMatchObject({ rolloutId, state: 'stopped' });
    expect((await cli('rollout watch --detailed-exitcode')).code).toBe(1);
    expect((await cli('rollout show nothing')).stderr).toContain('latest');
  });

  it('exports an account as the REST API does', async () => {
    const { stdout, code } = await cli(`export head`);
    expect(code).toBe(0);
    const { text } = await whole.api.get<BlueprintText>(`blueprints/export?accountId=${headId}`);
    expect(stdout).toBe(text);
  });

  it('explains where a lead went and why', async () => {
    const made = await head('POST', '/api/v4/leads/custom_fields', [{ name: 'Регион', type: 'text' }]);
    const regionFieldId = made.body._embedded.custom_fields[0].id;
    const lines = await head('GET', '/api/v4/leads/pipelines');
    const [line] = lines.body._embedded.pipelines;
    const [, open, over] = line._embedded.statuses;
    await whole.api.put('routing-rules', {
      ...{ hqAccountId: headId, intakePipelineId: line.id, handedOverStatusId: over.id },
      ...{ regionFieldId, allowedFieldIds: [] },
    });
    const region = { field_id: regionFieldId, values: [{ value: 'Тула' }] };
    const lead = { name: 'Окна', pipeline_id: line.id, status_id: open.id, custom_fields_values: [region] };
    const leads = await head('POST', '/api/v4/leads', [lead]);
    const leadId = leads.body._embedded.leads[0].id;
    await whole.api.post(`leads/${leadId}/decide-again`);
    await eventually(async () => {
      const { items } = await whole.api.get<DecisionPage>(`decisions?leadId=${leadId}`);
      if (items.length === 0) throw new Error('not decided yet');
    });
    const explained = await cli(`explain ${leadId}`);
    expect(explained.code).toBe(0);
    expect(explained.stdout).toContain('решает человек');
    expect(explained.stdout).toContain('Для «Тула» филиала нет.');
    expect(await cli('explain 1')).toMatchObject({ code: 1, stdout: '' });
  });

  it('checks blueprints without a hub, as people and as CI read it', async () => {
    writeFileSync(file('good.yaml'), blueprint(['Заявки']));
    writeFileSync(file('bad.yaml'), blueprint(['Заявки', 'Заявки']));
    const words = `blueprint check ${file('good.yaml')} ${file('bad.yaml')}`;
    const checked = await cli(words);
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/bad\.yaml:5:5: .*«Заявки»/);
    const annotated = await cli(words, { GITHUB_ACTIONS: 'true' });
    expect(annotated.stdout).toMatch(/^::error file=.*bad\.yaml,line=5,col=5::/);
    const json = await cli(`blueprint check ${file('good.yaml')} --json`);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ isValid: true, files: [{ isValid: true, objects: 4 }] });
  });

  it('takes files in UTF-8 only, with or without a byte order mark', async () => {
    const text = blueprint(['Заявки']);
    writeFileSync(file('bom.yaml'), `\uFEFF${text.replaceAll('\n', '\r\n')}`);
    expect((await cli(`blueprint check ${file('bom.yaml')}`)).code).toBe(0);
    // «Заявки» as an old Windows editor saves it.
    const bytes = [0xc7, 0xe0, 0xff, 0xe2, 0xea, 0xe8];
    writeFileSync(file('old.yaml'), Buffer.from(blueprint([String.fromCharCode(...bytes)]), 'latin1'));
    expect(await cli(`blueprint check ${file('old.yaml')}`)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('UTF-8'),
    });
    const nowhere = await cli(`export kazan --out ${file('nowhere/a.yaml')}`);
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('не записывается (ENOENT)') });
  });

  it('makes a release, leaves out what it is told to, and keeps leaving it out', async () => {
    const made = await cli('release head --note Проба --leave-out tag --leave-out pipeline:Воронка --json');
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('pipeline:Воронка, tag') });
    const rules = [
      { kind: 'pipeline', key: 'Воронка' },
      { kind: 'tag', key: null },
    ];
    expect(JSON.parse(made.stdout)).toMatchObject({ note: 'Проба', leftOut: rules });
    const again = await cli('release head');
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('ничего не изменилось') });
    expect(await cli('release head --leave-out tag --manage-all')).toMatchObject({ code: 1, stdout: '' });
    const whole = await cli('release head --manage-all --json');
    expect(JSON.parse(whole.stdout)).toMatchObject({ leftOut: [] });
  });

  it('answers the questions of a plan as its changes say', async () => {
    const tagged = `${blueprint(['Заявки', 'Сервис', 'Склад', 'Офис', 'Архив'])}\ntags:\n  leads: [Приём, Отказ]`;
    const { id: blueprintId, number } = await whole.api.post<ReleaseView>('blueprints/import', {
      text: tagged,
    });
    // Because the group has releases of an account by now.
    const latest = await cli('diff 1 latest --json');
    expect(JSON.parse(latest.stdout)).not.toMatchObject({ to: blueprintId });
    const plan = `plan kazan --release ${number}`;
    await kazan('POST', '/api/v4/leads/tags', [{ name: 'прием' }, { name: 'отказ' }]);
    const questions = async (more = '') => {
      const { stdout } = await cli(`${plan} --json${more}`);
      const { id } = JSON.parse(stdout) as { id: string };
      const { items } = await whole.api.get<{ items: Question[] }>(`plans/${id}/changes?limit=100`);
      return { id, tags: items.filter(({ kind, action }) => kind === 'tag' && action === 'blocked') };
    };
    const narrowed = await cli(`${plan} --only tag:leads/Приём --json`);
    expect(JSON.parse(narrowed.stdout)).toMatchObject({
      narrowedTo: 1,
      again: expect.stringContaining('--only'),
    });
    expect((await cli(`${plan} --only tag:leads/Приёмка`)).stderr).toContain('only.0');
    const { id, tags } = await questions();
    expect(tags.map(({ key }) => key)).toEqual(['leads/Отказ', 'leads/Приём']);
    const command = /answer \S+ "tag:leads\/Отказ" --adopt leads\/\d+/.exec(tags[0]?.answers[0] ?? '')?.[0];
    expect(command).toContain(id);
    expect((await cli((command ?? '').replaceAll('"', ''))).code).toBe(0);
    expect((await cli(`answer ${id} tag:leads/Приём`)).code).toBe(1);
    const { stderr } = await cli(`answer ${file('nowhere.json')} tag:leads/Приём --done`);
    expect(stderr).toContain('не читается');
    expect((await questions(' --create tag:leads/Приём')).tags).toEqual([]);
    const except = `answer ${id} tag:leads/Приём --except Договор --until 2099-12-31`;
    expect(await cli(except)).toMatchObject({ code: 0, stderr: expect.stringContaining('Ответ принят') });
    expect((await questions()).tags).toEqual([]);
  });

  it('brings a bot from its file into a branch, with its questions answered', async () => {
    const userOf = async (api: Api) =>
      (await api('GET', '/api/v4/users')).body._embedded.users[0].id as number;
    const [origin, own] = [await userOf(head), await userOf(kazan)];
    const code = (value: string) => {
      const owner = { name: 'change_responsible_user', params: { value: origin, type: 2 } };
      const says = { handler: 'show', params: { type: 'text', value } };
      return [{ question: [says, { handler: 'action', params: owner }] }];
    };
    const upload = `bot upload head ${file('bot.json')}`;
    writeFileSync(file('bot.json'), JSON.stringify(code('Здравствуйте')));
    expect(await cli(upload)).toMatchObject({ code: 1, stderr: expect.stringContaining('нет названия') });
    expect((await cli(`${upload} --name Приветствие`)).code).toBe(0);
    writeFileSync(file('bot.json'), JSON.stringify(code('Привет')));
    const second = await cli(`${upload} --name Приветствие --json`);
    expect(JSON.parse(second.stdout)).toMatchObject({ versions: [{ number: 2 }, { number: 1 }] });
    expect((await cli('bot list')).stdout).toContain('Приветствие: версия 2, 1 шаг');
    expect((await cli('bot show приветствие --version 1')).stdout).toMatch(/Шаг 0:\n {2}.*Здравствуйте/);
    const differs = await cli('bot diff Приветствие 1 2 --detailed-exitcode');
    expect(differs).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/- .*Здравствуйте[^]*\+ .*Привет/),
    });
    expect((await cli('bot diff Приветствие 2 2 --detailed-exitcode')).code).toBe(0);

    const ask = 'bot ask Приветствие kazan --detailed-exitcode';
    const asked = await cli(ask);
    expect(asked).toMatchObject({ code: 3, stdout: expect.stringContaining(`? user:${origin}`) });
    expect(asked.stdout).toMatch(new RegExp(`^ +${own} `, 'm'));
    const [, answer = ''] = /npm run hub -- (bot answer \S+ \S+)/.exec(asked.stderr) ?? [];
    expect((await cli('bot deliver Приветствие kazan')).code).toBe(1);
    expect((await cli('bot state Приветствие kazan')).stderr).toContain('не доставлялся');
    expect((await cli(`${answer} user:${origin}=${own}`)).code).toBe(0);
    const ready = await cli(ask);
    expect(ready.code).toBe(0);
    const [, deliver = ''] = /npm run hub -- (bot deliver \S+ \S+)/.exec(ready.stderr) ?? [];
    const delivered = await cli(deliver);
    expect(delivered).toMatchObject({ code: 0, stdout: expect.stringContaining('[ ] import') });
    const [, fetch = ''] = /npm run hub -- (bot file \S+ \S+)/.exec(delivered.stderr) ?? [];
    expect((await cli(`${fetch} --out ${file('kazan.json')}`)).code).toBe(0);
    const made = readFileSync(file('kazan.json'), 'utf8');
    expect(made).toContain(`"value":${own}`);

    const state = await cli('bot state Приветствие kazan --json');
    const { botName: name } = JSON.parse(state.stdout) as { botName: string };
    const pasted = { subdomain: 'kazan', name, code: JSON.parse(made) as unknown };
    await whole.sandbox.control('POST', 'actions', { action: 'bot.paste', ...pasted });
    expect((await cli('bot tick Приветствие kazan import')).stdout).toContain('[x] import');
    expect((await cli('bot tick Приветствие kazan import --undo')).stdout).toContain('[ ] import');
    await eventually(async () => {
      const { code: ended, stderr } = await cli('bot declare Приветствие kazan');
      if (ended !== 0) throw new Error(stderr);
    });
    expect((await cli('bot deliveries kazan')).stdout).toContain('declared-installed');
    const { body } = await kazan('POST', '/api/v4/leads', [{ name: 'x' }]);
    const leadId = String(body._embedded.leads[0].id);
    for (const how of ['run', 'stop'])
      expect((await cli(`bot ${how} Приветствие kazan ${leadId}`)).code).toBe(0);
    expect((await cli('bot run Приветствие kazan x')).code).toBe(1);
    writeFileSync(file('other.json'), JSON.stringify(code('Другое')));
    const prove = (name: string) => cli(`bot prove Приветствие kazan ${file(name)}`);
    expect(await prove('other.json')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('/0/question/0'),
    });
    expect((await prove('kazan.json')).code).toBe(0);
    expect((await cli('bot show nobody')).stderr).toContain('bot list');
  });
});
