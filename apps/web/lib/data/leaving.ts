let isLeaving = false;

/** Somebody signs out here: answers that come meanwhile, that nobody is signed in, are no news and lead nowhere else. */
export function setLeaving(value: boolean): void {
  isLeaving = value;
}

/** Goes to another address as a full load, unless somebody is on the way out already. */
export function leaveFor(address: string): void {
  if (!isLeaving) window.location.assign(address);
}
