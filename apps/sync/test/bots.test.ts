import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  packText,
  unpackText,
  type BotDelivery,
  type BotReadiness,
  type BotView,
  type Requests,
  type RequestSubject,
} from '@hub/contracts';
import { say } from '@hub/messages';
import type { Problem } from '@hub/platform';
import { eventually } from '@hub/testing';
import { fileOf, worldOf, type World } from './bot-world.js';
import { SyncFixture, type Branch } from './sync-fixture.js';

describe('bots', () => {
  let fixture: SyncFixture;
  let reference: Branch;
  let branch: Branch;
  let origin: World;
  let bot: BotView;

  beforeAll(async () => {
    fixture = await SyncFixture.start();
    [reference, branch] = [await fixture.branch(['reference']), await fixture.branch()];
    const stages = [{ name: 'Урок', sort: 10, color: '#98cbff' }];
    const pipeline = {
      name: 'Запись',
      sort: 500,
      is_main: false,
      is_unsorted_on: true,
      _embedded: { statuses: stages },
    };
    await reference.api('POST', '/api/v4/leads/pipelines', [pipeline]);
    const field = {
      name: 'Курс',
      type: 'select',
      enums: [
        { value: 'Зима', sort: 1 },
        { value: 'Лето', sort: 2 },
      ],
    };
    await reference.api('POST', '/api/v4/leads/custom_fields', [field]);
    origin = await worldOf(reference);
  });
  afterAll(() => fixture.close());

  const ask = <S extends RequestSubject>(
    subject: S,
    request: Requests[S]['request'],
  ): Promise<Requests[S]['reply']> => fixture.hub.ask(subject, request);
  const upload = (file: string, more: object = {}): Promise<BotView> =>
    ask('sync.bots.upload', { accountId: reference.accountId, packed: packText(file), ...more });
  const readiness = (): Promise<BotReadiness> =>
    ask('sync.bots.readiness', { botId: bot.id, accountId: branch.accountId });
  const answer = (kind: string, ref: number, value: number | null) =>
    ask('sync.bots.answer', {
      accountId: branch.accountId,
      referenceId: reference.accountId,
      answers: [{ kind, ref: String(ref), value: value === null ? null : String(value) }],
      by: 'test',
    });
  const deliver = (botId = bot.id): Promise<BotDelivery> =>
    ask('sync.bot-deliveries.make', { botId, accountId: branch.accountId, by: 'Центр' });
  const placed = ({ id }: BotDelivery): Promise<BotDelivery> =>
    eventually(async () => {
      const now = await ask('sync.bot-deliveries.show', { deliveryId: id });
      if (now.state === 'delivering') throw new Error('no task yet');
      return now;
    });
  const fileFor = async ({ id }: BotDelivery): Promise<string> =>
    unpackText((await ask('sync.bot-deliveries.file', { deliveryId: id })).packed);
  const act = async (at: Branch, action: string, body: object) =>
    (await fixture.sandbox.control('POST', 'actions', { action, subdomain: at.subdomain, ...body })).body;
  const refusal = async (work: Promise<unknown>): Promise<Problem['body']> =>
    work.then(
      () => Promise.reject(new Error('it was not refused')),
      (error: unknown) => (error as Problem).body,
    );
  const words = (messages: readonly Parameters<typeof say>[0][]) => messages.map((one) => say(one, 'ru'));

  it('takes a file, keeps each content once, and refuses one with a fault, naming the place', async () => {
    bot = await upload(fileOf(origin), { triggers: 'Этап «Новая»', amoBotId: 31001 });
    expect(bot).toMatchObject({ name: 'Приветствие', amoBotId: 31001, after: [] });
    expect((await upload(`\uFEFF${fileOf(origin)}`)).versions).toHaveLength(1);
    bot = await upload(fileOf(origin, { word: 'Добрый день' }), { note: 'вежливее' });
    expect(
      bot.versions.map(({ number, form, steps, references }) => [number, form, steps, references]),
    ).toEqual([
      [2, 'export', 2, 16],
      [1, 'export', 2, 16],
    ]);
    const broken = fileOf(origin).replaceAll('change_status', 'create_invoice');
    const { status, errors } = await refusal(upload(broken));
    expect(status).toBe(422);
    expect(errors?.[0]?.path).toBe('file/text/0/question/0/params/name');
    expect(say(errors![0]!.detail, 'ru')).toContain('шаг 0: операция «create_invoice»');
    expect((await refusal(upload('[{'))).errors?.[0]?.path).toBe('file');
    const long = JSON.stringify([{ question: [{ handler: 'show', params: { value: 'x'.repeat(70_000) } }] }]);
    expect((await refusal(upload(long, { name: 'x' }))).status).toBe(413);
    expect((await refusal(upload('[{"question": []}]'))).errors?.[0]?.path).toBe('name');
  });

  it('shows a version and a difference in names', async () => {
    const { steps } = await ask('sync.bots.outline', { botId: bot.id, version: 1 });
    const user = (await reference.api('GET', '/api/v4/users')).body._embedded.users[0].name;
    expect(words(steps[0]!.does)).toEqual([
      'сменить этап: этап «Урок», воронка «Запись»',
      'заполнить поле: поле «Курс», значение списка «Лето», «[Курс.Лето]»',
      `сменить ответственного: пользователь «${user}»`,
      'отправить сообщение: поле «Курс», канал (название неизвестно), «Здравствуйте, [Курс]»',
    ]);
    expect(words(steps[0]!.ways)).toEqual(['дальше → конец']);
    const difference = await ask('sync.bots.compare', { botId: bot.id, from: 1, to: 2 });
    expect(difference.steps.map(({ step, change, after }) => [step, change, words(after)])).toEqual([
      [
        0,
        'changed',
        ['отправить сообщение: поле «Курс», канал (название неизвестно), «Добрый день, [Курс]»'],
      ],
    ]);
  });

  it('asks what the branch lacks, with answers at hand', async () => {
    const { isReady, questions } = await readiness();
    expect(isReady).toBe(false);
    expect(questions.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual([
      `stage ${origin.stage}`,
      `pipeline ${origin.pipeline}`,
      `field ${origin.field}`,
      `enum ${origin.value}`,
      `user ${origin.user}`,
      'chat_source 20771',
    ]);
    const user = questions.find(({ kind }) => kind === 'user')!;
    expect(say(user.text, 'ru')).toMatch(/^Что в филиале соответствует: пользователь «.+»\?$/);
    expect(user.candidates.length).toBeGreaterThan(0);
  });

  it('lets no file with an unresolved id out by any route', async () => {
    const made = await ask('sync.releases.make', { accountId: reference.accountId });
    const plan = await fixture.apply(await fixture.plan(branch, made.id));
    expect(plan.state).toMatch(/^applied/);
    const there = await worldOf(branch);
    await answer('user', origin.user, there.user);
    // All but the channel is known now.
    const open = (await readiness()).questions.filter(({ isNeeded }) => isNeeded);
    expect(open.map(({ kind }) => kind)).toEqual(['chat_source']);
    const row = { id: 'e0000000-0000-4000-8000-000000000001', accountId: branch.accountId };
    await fixture.hub.source.query(
      `INSERT INTO sync.bot_delivery (id, bot_id, version, account_id, state, checksum, mark, seen_in_list, ticks, made_by, made_at, changed_at)
       VALUES ($1, $2, 2, $3, 'delivered', 'x', 'hub-x', false, '{}', 'test', now(), now())`,
      [row.id, bot.id, row.accountId],
    );
    const everything = {
      botId: bot.id,
      deliveryId: row.id,
      accountId: branch.accountId,
      referenceId: reference.accountId,
      ...{ from: 1, to: 2, step: 'triggers', isDone: true, by: 'test', leadId: 1, answers: [] },
      packed: packText(fileOf(origin)),
    };
    // A route that is not listed does not compile.
    const routes: Record<Extract<RequestSubject, `sync.bot${string}`>, (keyof typeof everything)[]> = {
      'sync.bots.upload': ['accountId', 'packed'],
      'sync.bots.list': ['referenceId'],
      'sync.bots.show': ['botId'],
      'sync.bots.change': ['botId'],
      'sync.bots.outline': ['botId', 'accountId'],
      'sync.bots.compare': ['botId', 'from', 'to', 'accountId'],
      'sync.bots.readiness': ['botId', 'accountId'],
      'sync.bots.answers': ['accountId', 'referenceId'],
      'sync.bots.answer': ['accountId', 'referenceId', 'answers', 'by'],
      'sync.bot-deliveries.make': ['botId', 'accountId', 'by'],
      'sync.bot-deliveries.list': ['accountId'],
      'sync.bot-deliveries.show': ['deliveryId'],
      'sync.bot-deliveries.file': ['deliveryId'],
      'sync.bot-deliveries.declare': ['deliveryId', 'by'],
      'sync.bot-deliveries.tick': ['deliveryId', 'step', 'isDone', 'by'],
      'sync.bot-deliveries.prove': ['deliveryId', 'packed'],
      'sync.bot-deliveries.prove-run': ['deliveryId', 'leadId'],
      'sync.bot-deliveries.run': ['deliveryId', 'leadId'],
      'sync.bot-deliveries.stop': ['deliveryId', 'leadId'],
    };
    const refused: string[] = [];
    for (const [route, fields] of Object.entries(routes)) {
      const request = Object.fromEntries(fields.map((field) => [field, everything[field]]));
      const reply: object = await fixture.hub
        .ask(route as RequestSubject, request as never)
        .catch((error: unknown) => {
          refused.push(`${route} ${(error as Problem).body.status}`);
          return (error as Problem).body;
        });
      expect([route, JSON.stringify(reply).includes('handler\\"')]).toEqual([route, false]);
      expect([route, Object.hasOwn(reply, 'packed')]).toEqual([route, false]);
    }
    expect(refused).toEqual([
      'sync.bots.upload 422',
      'sync.bot-deliveries.make 409',
      'sync.bot-deliveries.file 409',
      'sync.bot-deliveries.declare 409',
      'sync.bot-deliveries.prove 409',
      'sync.bot-deliveries.prove-run 404',
      'sync.bot-deliveries.run 409',
      'sync.bot-deliveries.stop 409',
    ]);
    await fixture.hub.source.query(`DELETE FROM sync.bot_delivery WHERE id = $1`, [row.id]);
    const tasks = await branch.api('GET', '/api/v4/tasks');
    expect(tasks.status).toBe(204);
  });

  it('delivers the file with the ids of the branch and one task, and says no more than it knows', async () => {
    const channel = Number((await act(branch, 'bot.object', { kind: 'chat_source', name: 'Телеграм' })).id);
    await answer('chat_source', 20771, channel);
    expect((await readiness()).isReady).toBe(true);
    const first = await placed(await deliver());
    expect(first).toMatchObject({ state: 'delivered', version: 2, amoBotId: null, isReplaced: false });
    expect((await deliver()).id).toBe(first.id);
    const { tasks } = (await branch.api('GET', '/api/v4/tasks')).body._embedded;
    expect(tasks).toHaveLength(1);
    expect(tasks[0].id).toBe(first.taskId);
    expect(tasks[0].text).toContain(first.botName);
    expect(tasks[0].text).toContain('Этап «Новая»');
    const text = await fileFor(first);
    const there = await worldOf(branch);
    const wanted = JSON.parse(fileOf(there, { channel, word: 'Добрый день' }));
    expect(JSON.parse(text)).toEqual({ ...wanted, model: { ...wanted.model, name: first.botName } });

    expect(
      (await refusal(ask('sync.bot-deliveries.declare', { deliveryId: first.id, by: 'Анна' }))).status,
    ).toBe(409);
    const made = await act(branch, 'bot.import', { file: JSON.parse(text) });
    for (const [status, refusedWith] of [
      [404, 'bots.declare-no-id'],
      [403, 'bots.declare-no-id'],
      [422, 'failures.refused'],
    ] as const) {
      const of = { subdomain: branch.subdomain, method: 'GET', path: '/api/v4/bots' };
      const fault = await fixture.sandbox.control('POST', 'faults', { kind: 'status', status, ...of });
      const { detail } = await refusal(
        ask('sync.bot-deliveries.declare', { deliveryId: first.id, by: 'Анна' }),
      );
      expect([status, detail.key]).toEqual([status, expect.stringContaining(refusedWith)]);
      await fixture.sandbox.control('DELETE', `faults/${(fault.body as { id: string }).id}`);
    }
    expect(made.unknown).toEqual([]);
    const declared = await ask('sync.bot-deliveries.declare', { deliveryId: first.id, by: 'Анна' });
    expect([declared.state, declared.amoBotId, declared.text.key]).toEqual([
      'declared-installed',
      made.botId,
      'bots.state-seen',
    ]);
    const ticked = await ask('sync.bot-deliveries.tick', {
      deliveryId: first.id,
      step: 'triggers',
      isDone: true,
      by: 'Анна',
    });
    expect(ticked.checklist.map(({ step, doneBy }) => [step, doneBy])).toEqual([
      ['import', null],
      ['channels', null],
      ['triggers', 'Анна'],
      ['switch-on', null],
    ]);
    const steps = ['import', 'channels', 'switch-on'] as const;
    await Promise.all(
      steps.map((step) =>
        ask('sync.bot-deliveries.tick', { deliveryId: first.id, step, isDone: true, by: 'Олег' }),
      ),
    );
    await fixture.hub.source.query('UPDATE sync.bot_version SET facts = NULL');
    const [listed] = (await ask('sync.bot-deliveries.list', { accountId: branch.accountId })).items;
    expect(listed!.checklist.map(({ doneBy }) => doneBy)).toEqual(['Олег', 'Олег', 'Анна', 'Олег']);
    expect(await ask('sync.bots.list', {})).toMatchObject({ items: [bot] });
    const { file } = await act(branch, 'bot.export', { botId: made.botId });
    const proof = await ask('sync.bot-deliveries.prove', {
      deliveryId: first.id,
      packed: packText(JSON.stringify(file)),
    });
    expect([proof.places, proof.delivery.state]).toEqual([[], 'proved']);
  });

  it('runs and stops the bot on a deal', async () => {
    const [delivery] = (await ask('sync.bot-deliveries.list', { accountId: branch.accountId })).items;
    const lead = (await branch.api('POST', '/api/v4/leads', [{ name: 'x' }])).body._embedded.leads[0].id;
    const before = fixture.lastCall;
    for (const order of ['run', 'stop'] as const)
      await ask(`sync.bot-deliveries.${order}`, { deliveryId: delivery!.id, leadId: lead });
    expect(fixture.calls(branch, before)).toEqual([
      `POST /api/v4/bots/${delivery!.amoBotId}/run`,
      `POST /api/v4/bots/${delivery!.amoBotId}/stop`,
    ]);
    expect(
      (await refusal(ask('sync.bot-deliveries.run', { deliveryId: delivery!.id, leadId: 1 }))).status,
    ).toBe(404);
  });

  it('waits with a bot until the one it starts is there, and follows its new id', async () => {
    const second = await upload(fileOf(origin, { next: 31001 }), { name: 'Начало' });
    expect(second.after).toEqual(['Приветствие']);
    const { items } = await ask('sync.bots.list', { referenceId: reference.accountId });
    expect(items.map(({ name }) => name)).toEqual(['Приветствие', 'Начало']);
    const starts = await placed(await deliver(second.id));
    const [installed] = (await ask('sync.bot-deliveries.list', { accountId: branch.accountId })).items.filter(
      ({ botId }) => botId === bot.id,
    );
    expect(await fileFor(starts)).toContain(`\\"bot\\":${installed!.amoBotId}`);

    bot = await upload(fileOf(origin, { word: 'Доброе утро' }), { name: bot.name });
    const next = await placed(await deliver());
    expect(next.checklist.at(-1)?.step).toBe('switch-off-old');
    expect(next.checklist.at(-1)?.text).toMatchObject({ facts: { bots: ['«Начало»'] } });
    const showStarts = () => ask('sync.bot-deliveries.show', { deliveryId: starts.id });
    expect(await showStarts()).toMatchObject({ startsReplaced: [] });
    const { botId } = await act(branch, 'bot.import', { file: JSON.parse(await fileFor(next)) });
    expect(botId).not.toBe(installed!.amoBotId);
    await ask('sync.bot-deliveries.declare', { deliveryId: next.id, by: 'Анна' });
    expect(await showStarts()).toMatchObject({
      startsReplaced: ['Приветствие'],
      text: { key: 'bots.state-starts-replaced' },
    });
    expect((await showStarts()).checklist.at(-1)?.step).toBe('deliver-again');
    expect((await refusal(ask('sync.bot-deliveries.file', { deliveryId: starts.id }))).detail.key).toBe(
      'bots.changed-since',
    );
    const again = await placed(await deliver(second.id));
    expect(again.id).not.toBe(starts.id);
    expect(await fileFor(again)).toContain(`\\"bot\\":${botId}`);
    expect(await showStarts()).toMatchObject({ isReplaced: true, startsReplaced: [] });
    const switched = await ask('sync.bot-deliveries.show', { deliveryId: next.id });
    expect(switched.checklist.at(-1)?.text.key).toBe('bots.todo-switch-off-old');
  });

  it('is named in a plan that takes something away from it', async () => {
    const { stage } = await worldOf(branch);
    const { body } = await reference.api('GET', '/api/v4/leads/pipelines');
    const line = body._embedded.pipelines.find(({ name }: { name: string }) => name === 'Запись');
    await reference.api('PATCH', `/api/v4/leads/pipelines/${line.id}/statuses/${origin.stage}`, {
      name: 'Занятие',
    });
    const { id } = await ask('sync.releases.make', { accountId: reference.accountId });
    const plan = await fixture.plan(branch, id);
    const { items } = await ask('sync.plans.changes', { planId: plan.id, limit: 100 });
    const renamed = items.find(({ branchId }) => branchId?.endsWith(`/${stage}`));
    expect(renamed?.risks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'named-by', by: 'bot', name: 'Приветствие' }),
        expect.objectContaining({ code: 'named-by', by: 'bot', name: 'Начало' }),
      ]),
    );
    expect(plan.text).toContain('бот из хаба, его нужно доставить заново: «Приветствие»');
    await reference.api('PATCH', `/api/v4/leads/pipelines/${line.id}/statuses/${origin.stage}`, {
      name: 'Урок',
    });
  });

  it('proves by a deal that carries the mark of the delivery that it ran', async () => {
    const field = [{ name: 'Бот', type: 'text', code: 'HUB_BOT' }];
    await branch.api('POST', '/api/v4/leads/custom_fields', field);
    const before = (await ask('sync.bot-deliveries.list', { accountId: branch.accountId })).items.find(
      ({ botId }) => botId === bot.id,
    )!;
    expect((await refusal(ask('sync.bot-deliveries.file', { deliveryId: before.id }))).detail.key).toBe(
      'bots.changed-since',
    );
    const marked = await placed(await deliver());
    expect(marked.id).not.toBe(before.id);
    const text = await fileFor(marked);
    const { botId } = await act(branch, 'bot.import', { file: JSON.parse(text) });
    await ask('sync.bot-deliveries.declare', { deliveryId: marked.id, by: 'Анна' });
    const made = await branch.api('POST', '/api/v4/leads', [{ name: 'a' }, { name: 'b' }]);
    const [first, second] = made.body._embedded.leads.map(({ id }: { id: number }) => id) as number[];
    const of = { deliveryId: marked.id, leadId: first! };
    expect((await refusal(ask('sync.bot-deliveries.prove-run', of))).detail.key).toBe('bots.ran-unmarked');
    await ask('sync.bot-deliveries.run', of);
    expect(
      (await refusal(ask('sync.bot-deliveries.prove-run', { ...of, deliveryId: before.id }))).detail.key,
    ).toBe('bots.ran-other');
    expect((await refusal(ask('sync.bot-deliveries.prove-run', { ...of, leadId: second! }))).detail.key).toBe(
      'bots.ran-unmarked',
    );
    const proved = await ask('sync.bot-deliveries.prove-run', of);
    expect(proved).toMatchObject({ state: 'proved', ranOn: first, text: { key: 'bots.state-ran' } });
    const { file } = await act(branch, 'bot.export', { botId });
    const packed = packText(JSON.stringify(file));
    expect(await ask('sync.bot-deliveries.prove', { deliveryId: marked.id, packed })).toMatchObject({
      isProved: true,
    });
  });

  it('asks again when an object of the branch has gone', async () => {
    const delivery = (await ask('sync.bot-deliveries.list', { accountId: branch.accountId })).items[0]!;
    await answer('user', origin.user, 999_999_999);
    const problem = await refusal(ask('sync.bot-deliveries.file', { deliveryId: delivery.id }));
    expect([problem.status, problem.detail.key]).toEqual([409, 'bots.not-ready']);
    expect(say(problem.errors![0]!.detail, 'ru')).toContain('указанного объекта в филиале больше нет');
  });
});
