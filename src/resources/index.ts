// Before the first resource is made.

export { GuestShape, type GuestShapeArgs } from "./guest-shape.ts";
export { LanRecord, type LanRecordArgs } from "./lan-record.ts";
export { Layout, type LayoutArgs, type LayoutFolder } from "./layout.ts";
export { Network, type NetworkArgs } from "./network.ts";
export { Project, type ProjectArgs, type ProjectFile } from "./project.ts";
export { ProxyHost, type ProxyHostArgs } from "./proxy-host.ts";
