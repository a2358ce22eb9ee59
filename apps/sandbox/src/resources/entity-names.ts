type Cases = Record<
  'default' | 'genitive' | 'dative' | 'accusative' | 'instrumental' | 'prepositional',
  string
>;

const cases = (forms: string): Cases => {
  const [
    nominative = '',
    genitive = '',
    dative = '',
    accusative = '',
    instrumental = '',
    prepositional = '',
  ] = forms.split(' ');
  return { default: nominative, genitive, dative, accusative, instrumental, prepositional };
};

/** What an account calls its leads, with Russian cases: `with=entity_names` of config 2.6. */
export const entityNames = {
  leads: {
    ru: {
      gender: 'f',
      singular_form: cases('сделка сделки сделке сделку сделкой сделке'),
      plural_form: cases('сделки сделок сделкам сделки сделками сделках'),
    },
    en: { gender: 'm', singular_form: { default: 'lead' }, plural_form: { default: 'leads' } },
    es: { gender: 'm', singular_form: { default: 'lead' }, plural_form: { default: 'leads' } },
  },
};
