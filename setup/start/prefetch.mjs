import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The commands that need the engine. */
const NEED_ENGINE = new Set(["setup", "preview", "policy", "pulumi", "test", "bench"]);

/**
 * Lets Go download the engine's modules while npm installs its packages, on a machine that will have to build the engine:
 * both wait for the network most of the time. Whether it works out is seen when the engine is built; nothing is said here.
 *
 * @param {string} root the checkout
 * @param {string} command the command that was asked for
 * @returns {() => void} stops it
 */
export function prefetchEngine(root, command) {
  if (!NEED_ENGINE.has(command) || !onPath("go") || onPath("pulumi") || engineThere()) return () => undefined;
  const children = ["pulumi", "nodejs-host"].map((module) => {
    const child = spawn("go", ["mod", "download"], {
      cwd: join(root, "setup", "engine", module),
      env: { ...process.env, GOWORK: "off" },
      stdio: "ignore",
    });
    child.on("error", () => undefined);
    // The command does not wait for it: building goes on with whatever is there, and waits for the rest itself.
    child.unref();
    return child;
  });
  return () => children.forEach((child) => child.kill());
}

/** Whether any engine was set up on this machine before; which one fits is for the setup to say. */
function engineThere() {
  const xdg = process.env.XDG_CACHE_HOME;
  const folder = join(xdg?.startsWith("/") ? xdg : join(homedir(), ".cache"), "homelab", "engine");
  return existsSync(folder) && readdirSync(folder).some((name) => existsSync(join(folder, name, "bin", "pulumi")));
}

function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}
