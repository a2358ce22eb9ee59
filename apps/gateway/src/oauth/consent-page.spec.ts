import { describe, expect, it } from '@jest/globals';
import { connectedPage, failedPage, renderPage } from './consent-page.js';

describe('the page after a consent', () => {
  it('says which account is connected and what comes next', () => {
    const page = renderPage(connectedPage('kazan.amocrm.ru'), 'ru');
    expect(page).toMatch(/<h1>Аккаунт подключён<\/h1>[^]*kazan\.amocrm\.ru[^]*закрыть/);
  });

  it.each([
    [400, /ещё раз/],
    [503, /через несколько минут/],
  ])('after %i says what to do', (status, next) => {
    expect(renderPage(failedPage(status, 'Причина'), 'ru')).toMatch(next);
  });

  it('shows what came from outside as text', () => {
    expect(renderPage(failedPage(400, '<script>x</script>'), 'en')).toContain(
      '&lt;script&gt;x&lt;/script&gt;',
    );
  });
});
