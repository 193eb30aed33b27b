export { type Clock, systemClock } from '../clock/clock.ts';
