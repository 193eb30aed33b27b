import { identityRoutes } from './identity.ts';
import { jobRoutes } from './jobs.ts';
import { photoRoutes } from './photos.ts';
import { vehicleRoutes } from './vehicles.ts';

export { commonErrors, type Route } from './route.ts';

/** Every route of the REST API by the name of its operation. */
export const routes = { ...identityRoutes, ...vehicleRoutes, ...photoRoutes, ...jobRoutes } as const;
export type RouteName = keyof typeof routes;
