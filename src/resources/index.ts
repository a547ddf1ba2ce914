export { GuestShape, type GuestShapeArgs } from "./guest-shape.ts";
export { Layout, type LayoutArgs, type LayoutFolder } from "./layout.ts";
export { Project, type ProjectArgs, type ProjectFile } from "./project.ts";
