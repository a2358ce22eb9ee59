/** English texts of how routing has read a place; the keys are those of the Russian file. */
export const routing = {
  place:
    '{how, select, fuzzy {It looks misspelt; the region was guessed: {region}. Check it.} layout {Typed in the other keyboard layout; the region is {region}.} latin {Written in Latin letters; the region is {region}.} abbreviation {The abbreviation means {region}.} city {The city lies in {region}.} word {Your own words say {region}.} phone {No region is given; the phone code says {region}. Check it.} other {The region is {region}.}}',
  ambiguous: '“{text}” may mean several regions: {regions}. Ask the client and fill in the region.',
};
