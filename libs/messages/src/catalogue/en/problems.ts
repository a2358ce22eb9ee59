/** English problems; the keys are those of the Russian file. */
export const problems = {
  unexpected: 'Something went wrong; the log has it under the correlation id.',
  'no-such-route': 'There is no such route. All routes: /api/docs.',
  'wrong-fields': 'Correct the fields named in errors and send the request again.',
  'second-hq':
    'A hub has one head office, and it is {host}. Off-board it or take the role hq from it, then try again.',
};
