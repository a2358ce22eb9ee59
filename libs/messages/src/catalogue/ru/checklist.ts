/** What releases leave to people in each account. */
export const checklist = {
  step: '{text}',
  make: 'Создайте в настройках аккаунта: {kind} «{name}». Хаб увидит это сам.',
  'no-such-step':
    'В релизе, до которого доведён аккаунт, нет шага {kind} «{key}». Список шагов: GET /api/v1/checklist.',
  'seen-by-hub':
    'Шаг «{name}» отмечает сам хаб, когда видит его в аккаунте. Выполните его и запросите проверку: POST /api/v1/checklist/verify.',
} as const;
