/**
 * The types of the feed with their number and Russian name (entities 8.2). Numbers seen in the wild: 1, 7, 14, 24, 25,
 * 27, 28, 63, 69, 70, 72, 89, 90; the others are the sandbox's own.
 */
const rows: readonly (readonly [key: string, type: number, ru: string])[] = [
  ['lead_added', 1, 'Новая сделка'],
  ['contact_added', 2, 'Новый контакт'],
  ['company_added', 3, 'Новая компания'],
  ['customer_added', 4, 'Новый покупатель'],
  ['task_added', 5, 'Новая задача'],
  ['customer_deleted', 6, 'Покупатель удалён'],
  ['lead_deleted', 7, 'Сделка удалена'],
  ['contact_deleted', 8, 'Контакт удалён'],
  ['company_deleted', 9, 'Компания удалена'],
  ['task_deleted', 10, 'Задача удалена'],
  ['lead_restored', 11, 'Сделка восстановлена'],
  ['contact_restored', 12, 'Контакт восстановлен'],
  ['company_restored', 13, 'Компания восстановлена'],
  ['lead_status_changed', 14, 'Изменение этапа продажи'],
  ['customer_status_changed', 15, 'Изменение этапа покупателя'],
  ['lead_linked', 16, 'Прикрепление сделки'],
  ['lead_unlinked', 17, 'Открепление сделки'],
  ['contact_linked', 18, 'Прикрепление контакта'],
  ['contact_unlinked', 19, 'Открепление контакта'],
  ['company_linked', 20, 'Прикрепление компании'],
  ['company_unlinked', 21, 'Открепление компании'],
  ['customer_linked', 22, 'Прикрепление покупателя'],
  ['customer_unlinked', 23, 'Открепление покупателя'],
  ['custom_field_value_changed', 24, 'Изменение поля'],
  ['entity_responsible_changed', 25, 'Ответственный изменен'],
  ['robot_replied', 26, 'Ответ робота'],
  ['common_note_added', 27, 'Новое примечание'],
  ['attachment_note_added', 28, 'Добавлен новый файл'],
  ['common_note_deleted', 29, 'Примечание удалено'],
  ['incoming_call', 30, 'Входящий звонок'],
  ['outgoing_call', 31, 'Исходящий звонок'],
  ['incoming_sms', 32, 'Входящее SMS'],
  ['outgoing_sms', 33, 'Исходящее SMS'],
  ['entity_direct_message', 34, 'Сообщение внутреннего чата'],
  ['task_completed', 35, 'Завершение задачи'],
  ['task_type_changed', 36, 'Изменение типа задачи'],
  ['task_text_changed', 37, 'Изменение текста задачи'],
  ['task_deadline_changed', 38, 'Изменение даты исполнения задачи'],
  ['task_result_added', 39, 'Результат по задаче'],
  ['intent_identified', 40, 'Тема вопроса определена'],
  ['nps_rate_added', 41, 'Новая оценка NPS'],
  ['link_followed', 42, 'Переход по ссылке'],
  ['transaction_added', 43, 'Добавлена покупка'],
  ['targeting_in_note_added', 44, 'Добавление в ретаргетинг'],
  ['targeting_out_note_added', 45, 'Удаление из ретаргетинга'],
  ['geo_note_added', 46, 'Новое примечание с гео-меткой'],
  ['service_note_added', 47, 'Новое системное примечание'],
  ['site_visit_note_added', 48, 'Заход на сайт'],
  ['message_to_cashier_note_added', 49, 'LifePay: Сообщение кассиру'],
  ['key_action_completed', 50, 'Ключевое действие'],
  ['entity_tag_added', 63, 'Теги добавлены'],
  ['entity_tag_deleted', 64, 'Теги убраны'],
  ['entity_merged', 65, 'Выполнено объединение'],
  ['sale_field_changed', 69, 'Изменение поля «Бюджет»'],
  ['name_field_changed', 70, 'Изменение поля «Название»'],
  ['ltv_field_changed', 71, 'Изменение поля «Сумма покупок»'],
  ['entity_linked', 72, 'Прикрепление'],
  ['entity_unlinked', 73, 'Открепление'],
  ['incoming_chat_message', 89, 'Входящее сообщение'],
  ['outgoing_chat_message', 90, 'Исходящее сообщение'],
];

const words = (key: string): string => {
  const text = key.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** `events_types` in one language; other languages than Russian get English words. */
export function eventTypes(language: string): { key: string; type: number; lang: string }[] {
  return rows.map(([key, type, ru]) => ({ key, type, lang: language === 'ru' ? ru : words(key) }));
}
