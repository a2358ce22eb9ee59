/** Bodies that the rounds of both third-party clients send. */
export const phone = (value: string): object => ({
  field_code: 'PHONE',
  values: [{ value, enum_code: 'MOB' }],
});

const area = { view: 'A', edit: 'A', add: 'A', delete: 'D', export: 'D' };

export const sellerRights = {
  leads: area,
  contacts: area,
  companies: area,
  tasks: { edit: 'A', delete: 'D' },
  mail_access: false,
  catalog_access: false,
  status_rights: null,
};

export const unsortedForm = (pipelineId: number, uid: string): object => ({
  source_uid: uid,
  source_name: 'Сайт',
  pipeline_id: pipelineId,
  metadata: {
    form_id: 'f',
    form_name: 'Заявка',
    form_page: 'https://site.example',
    ip: '10.0.0.1',
    form_sent_at: 1_700_000_000,
    referer: 'https://search.example',
  },
  _embedded: { leads: [{ name: `Заявка ${uid}` }], contacts: [{ name: `Гость ${uid}` }] },
});

export const unsortedCall = (pipelineId: number, uid: string): object => ({
  source_uid: uid,
  source_name: 'АТС',
  pipeline_id: pipelineId,
  metadata: {
    from: '79991112233',
    phone: '74950000000',
    called_at: 1_700_000_000,
    duration: 30,
    link: 'https://records.example/1.mp3',
    service_code: 'ats',
    uniq: 'u1',
    is_call_event_needed: true,
  },
  _embedded: { leads: [{ name: 'Звонок' }] },
});
