import { expect, test } from "vitest";

import { holderOf, publishedPorts, takenPorts } from "../../../provider/deploy/host-ports.ts";

const services = {
  web: {
    ports: [
      { target: 80, published: "8080", protocol: "tcp", mode: "ingress" },
      { target: 53, published: "53", protocol: "udp", host_ip: "192.0.2.1" },
      { target: 1, published: "9000-9002" },
      { target: 2, published: "${PORT}" },
    ],
  },
  short: { ports: ["127.0.0.1:1883:1883", "[::1]:7000:70/tcp", "5000:5000/udp", "3000"] },
};

test("published ports are read in either notation, ranges one by one; what is not known yet is left to Compose", () => {
  expect(publishedPorts(services, ["web", "short"]).map(({ address, port, protocol }) => `${address ?? "*"}:${port}/${protocol}`)).toEqual([
    "*:8080/tcp",
    "192.0.2.1:53/udp",
    "*:9000/tcp",
    "*:9001/tcp",
    "*:9002/tcp",
    "127.0.0.1:1883/tcp",
    "::1:7000/tcp",
    "*:5000/udp",
  ]);
});

const own = [
  { Id: "a", Name: "/web", State: { Running: true }, HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "", HostPort: "8080" }] } } },
];

test("a port is taken when somebody listens there on the same or on every address, and not when it is the project's own", () => {
  const wanted = publishedPorts(services, ["web", "short"]);
  const listening = [
    { protocol: "tcp", address: "0.0.0.0", port: 8080 },
    { protocol: "udp", address: "192.0.2.9", port: 53 },
    { protocol: "tcp", address: "::", port: 9001 },
    { protocol: "tcp", address: "127.0.0.1", port: 1883 },
    { protocol: "tcp", address: "0.0.0.0", port: 5000 },
  ] as const;
  expect(takenPorts(wanted, listening, own).map(({ port }) => port)).toEqual([9001, 1883]);
  expect(takenPorts(wanted, listening, []).map(({ port }) => port)).toEqual([8080, 9001, 1883]);
});

test("the container that holds a port is found", () => {
  const [port] = publishedPorts(services, ["web"]);
  expect(port === undefined ? undefined : holderOf(port, own)?.Name).toBe("/web");
});
