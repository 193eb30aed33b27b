export { type Notifier, startNotifier } from './notifier.ts';
