export { createMail, type Mail, type MailMessage, type MailOptions } from './mail.ts';
