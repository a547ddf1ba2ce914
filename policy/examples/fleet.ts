import { goodResources } from "./good-fleet.ts";

/** A mapping that an example may change. */
export type Change = Record<string, unknown>;

/** A resource as the engine shows it to the pack. */
export interface ExampleResource {
  readonly type: string;
  readonly name: string;
  props: Change;
  opts: { protect: boolean; ignoreChanges: string[]; deleteBeforeReplace?: boolean };
}

/** A small house in which everything is right, made anew each time, so that an example may break one thing in it. */
export class Fleet {
  readonly resources: ExampleResource[] = goodResources();
  /** The settings of the stack. */
  readonly settings: Record<string, string> = { "homelab:publicZoneId": "023e105f4ecef8ad9ca31a8372d0c353" };

  /**
   * A resource by its name (`VPS/layout`), the component's own when both share the name; throws when there is none, so that no
   * example breaks nothing.
   */
  resource(name: string): ExampleResource {
    const found = this.resources.findLast((resource) => resource.name === name);
    if (found === undefined) throw new Error(`the good fleet has no resource ${name}`);
    return found;
  }

  project(node: string, service: string): Change {
    return this.resource(`${node}/${service}/project`).props;
  }

  document(node: string, service: string): Change & { services: Record<string, Change> } {
    return this.project(node, service)["document"] as Change & { services: Record<string, Change> };
  }

  contract(node: string, service: string): Contract {
    return this.project(node, service)["contract"] as Contract;
  }

  /** A container's definition; the service's own when no other is named. */
  container(node: string, service: string, name: string = service): Change {
    const found = this.document(node, service).services[name];
    if (found === undefined) throw new Error(`${service} on ${node} has no container ${name}`);
    return found;
  }

  environment(node: string, service: string, name: string = service): Change {
    const container = this.container(node, service, name);
    return (container["environment"] ??= {}) as Change;
  }

  capabilities(node: string): Change {
    return this.resource(`${node}/layout`).props["capabilities"] as Change;
  }

  topology(node: string): Change {
    return this.resource(`${node}/layout`).props["topology"] as Change;
  }

  /** Puts a file beside a document. */
  place(node: string, service: string, path: string, content: string): void {
    const project = this.project(node, service);
    project["files"] = { ...(project["files"] as object), [path]: { content } };
  }

  /** A component by its name. */
  component(name: string): ExampleResource {
    const found = this.resources.find((resource) => resource.name === name && resource.type.startsWith("homelab:components:"));
    if (found === undefined) throw new Error(`the good fleet has no component ${name}`);
    return found;
  }

  remove(name: string): void {
    this.resources.splice(this.resources.indexOf(this.resource(name)), 1);
  }

  add(type: string, name: string, props: Change): void {
    this.resources.push({ type, name, props, opts: { protect: false, ignoreChanges: [] } });
  }
}

/** A contract as far as the examples change it. */
export interface Contract extends Change {
  exposure: string;
  public_names: Change[];
  dependencies: Change[];
  restart_exceptions: Change[];
  persistence: { paths: Change[]; backup_sets: Change[] };
  runtime: { env_vars: Change[]; not_secrets: Change[] };
  placement: { exceptions: Change[] };
  privileges: Change[];
  shared: Change[];
}
