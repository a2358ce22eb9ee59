/** English problems; the keys are those of the Russian file. */
export const problems = {
  unexpected: 'Something went wrong; the log has it under the correlation id.',
  'no-such-route': 'There is no such route. All routes: /api/docs.',
};
