import { type Role, roleSchema } from '@forecourt/sdk/contract';

interface RoleWords {
  readonly label: string;
  readonly article: string;
  /** What it may, in a sentence. */
  readonly may: string;
}

/** Roles as people say them. */
export const roleWords: Readonly<Record<Role, RoleWords>> = {
  owner: { label: 'Owner', article: 'an owner', may: 'Owners may do everything, and make others owners.' },
  manager: { label: 'Manager', article: 'a manager', may: 'Managers invite people, make keys and change settings.' },
  editor: { label: 'Editor', article: 'an editor', may: 'Editors add vehicles and photos and decide about cutouts.' },
  reviewer: { label: 'Reviewer', article: 'a reviewer', may: 'Reviewers look at everything and decide about cutouts.' },
  viewer: { label: 'Viewer', article: 'a viewer', may: 'Viewers look at everything and change nothing.' },
};

/** Nobody decides about a role above the own one. */
export function mayDecideAbout(own: Role | null, role: Role): boolean {
  return own !== null && roleSchema.options.indexOf(role) >= roleSchema.options.indexOf(own);
}
