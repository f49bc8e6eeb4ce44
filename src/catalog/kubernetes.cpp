// Checks of the cluster's objects, read from a snapshot, and of the snapshot itself.
#include "catalog/rows.hpp"

#include <array>

namespace atgateway::catalog {
namespace {

using enum Layer;
using enum Severity;

constexpr std::string_view controller = "https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/";
constexpr std::string_view private_link = "https://cloud-provider-azure.sigs.k8s.io/topics/pls-integration/";
constexpr std::string_view internal_lb = "https://learn.microsoft.com/en-us/azure/aks/internal-lb";
constexpr std::string_view services = "https://kubernetes.io/docs/concepts/services-networking/service/";
constexpr std::string_view policies = "https://kubernetes.io/docs/concepts/services-networking/network-policies/";

constexpr std::array<std::string_view, 1> connecting{"tcp.connects"};
constexpr std::array<std::string_view, 2> connecting_somewhere{"dns.expected-address", "tcp.connects"};
constexpr std::array<std::string_view, 3> leaking{"dns.private-address", "dns.expected-address", "tcp.connects"};
constexpr std::array<std::string_view, 4> answering{"tcp.connects", "tls.handshake", "http.responds", "gateway.ready"};
constexpr std::array<std::string_view, 2> handshake{"tls.handshake", "http.responds"};
constexpr std::array<std::string_view, 4> certificate{"tcp.connects", "tls.handshake", "tls.name-matches",
                                                      "tls.chain-trusted"};
constexpr std::array<std::string_view, 2> going_out{"upstream.reachable", "token.accepted"};

constexpr std::array rows{
    CheckInfo{"config.snapshot", "", "The snapshot's files can be read", config, Owner::caller, error,
              "Checks are skipped for want of data although a file is there.",
              "The command that should have written the file failed, was interrupted, or wrote another encoding.",
              "Run the command again, look at what it prints, and see that it ends with success.", "docs/snapshot.md"},
    CheckInfo{"config.snapshot-age", "", "The snapshot was taken within a day", config, Owner::caller, warning,
              "The report tells of a state that is gone.",
              "Events are kept for an hour and endpoints change within minutes; an old snapshot shows neither.",
              "Take the snapshot again.",
              "https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/"},

    CheckInfo{"k8s.service", "", "The gateway has a Service of type LoadBalancer", kubernetes, Owner::cluster, error,
              "No load balancer and no Private Link Service appears.",
              "The Service is missing, has another name or namespace, or another type.",
              "Create the Service with type LoadBalancer, or correct its name in the site file.", internal_lb,
              connecting_somewhere},
    CheckInfo{"k8s.internal-load-balancer", "K08", "The Service asks for an internal load balancer", kubernetes,
              Owner::cluster, error,
              "The Service gets a public address, or no Private Link Service because it must be internal.",
              "The annotation azure-load-balancer-internal is missing or is not \"true\".",
              "Set it to \"true\" (in quotes); the Service then gets a new, private address.", private_link, leaking},
    CheckInfo{"k8s.load-balancer-sync", "K01", "The cloud controller could do what the Service asks for", kubernetes,
              Owner::cluster, error, "EXTERNAL-IP stays <pending>, or changes to the Service have no effect.",
              "One step of the controller failed, and with it the whole Service; its event says which.",
              "Mend what the event names; the controller tries again by itself.",
              "https://github.com/kubernetes-sigs/cloud-provider-azure/issues/4838", connecting_somewhere},
    CheckInfo{"k8s.address-assigned", "K01", "The Service has an address", kubernetes, Owner::cluster, error,
              "EXTERNAL-IP stays <pending>.",
              "The cloud controller has not finished: it fails, or does not run, or the Service is new.",
              "Look at the Service's events; without any, at the controller and at the cluster's identity.",
              "https://github.com/kubernetes-sigs/cloud-provider-azure/issues/4838", connecting_somewhere},
    CheckInfo{"k8s.single-stack-ipv4", "K10", "The Service has IPv4 only", kubernetes, Owner::cluster, error,
              "The controller says that IPv6 is not supported for a private link service.",
              "The Service is IPv6 or dual-stack; Private Link Services stand on IPv4 frontends only.",
              "Set ipFamilyPolicy: SingleStack and ipFamilies: [IPv4] (the Service has to be made anew).", private_link,
              connecting},
    CheckInfo{"k8s.annotations", "K11", "Every annotation of the Service is one that the cloud controller knows",
              kubernetes, Owner::cluster, warning, "A setting seems to be ignored.",
              "The annotation's name is misspelt: unknown ones are silently left alone.", "Correct the name.",
              controller},
    CheckInfo{"k8s.annotation-values", "K11", "The annotations have values that the cloud controller takes", kubernetes,
              Owner::cluster, error, "The controller refuses the Service, or the setting has no effect.",
              "A number is out of range, a boolean is neither true nor false, or a protocol is unknown.",
              "Correct the value; numbers and booleans stand in quotes.", controller, connecting_somewhere},
    CheckInfo{"k8s.service-port", "K28", "The Service has the port that is called", kubernetes, Owner::cluster, error,
              "Connections to the port time out although the name resolves.",
              "The Service lists other ports: the load balancer then has no rule for this one.",
              "Add the port to the Service, or call the one that it has.", services, connecting},
    CheckInfo{"k8s.target-port", "K28", "The Service's port leads to a port of the container", kubernetes,
              Owner::cluster, error, "Connections are refused or time out, and the pods are well.",
              "targetPort is a name that no container port has, or a number that the gateway does not listen on.",
              "Make targetPort the container port on which the gateway listens.", services, answering},
    CheckInfo{"k8s.pods-ready", "K28", "Pods of the gateway are ready", kubernetes, Owner::gateway, error,
              "Connections time out or are refused; the load balancer's probes fail.",
              "The selector fits no pod, or the pods do not start, crash, or fail their readiness probe.",
              "Look at the pods' state and log, and compare the selector with their labels.",
              "https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/", answering},
    CheckInfo{"k8s.replicas", "", "More than one pod is ready, on more than one node", kubernetes, Owner::gateway,
              warning, "Calls fail while a node is upgraded or a pod is replaced.",
              "There is one pod, or all stand on one node.", "Run two replicas or more, and spread them over nodes.",
              "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"},
    CheckInfo{"k8s.endpoints", "K28", "The Service has ready endpoints for the port", kubernetes, Owner::cluster, error,
              "Connections are refused or time out.",
              "No ready pod stands behind the Service, or its named target port exists in none of them.",
              "See k8s.pods-ready and k8s.target-port.",
              "https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/", answering},
    CheckInfo{"k8s.tls-secret", "K42", "The certificate's Secret is mounted", kubernetes, Owner::gateway, error,
              "The pods hang in ContainerCreating, or the gateway serves an old or no certificate.",
              "The Secret is missing, has another name, or the pod does not mount it.",
              "Create the Secret of type kubernetes.io/tls and mount it where the gateway reads it.",
              "https://kubernetes.io/docs/concepts/configuration/secret/", certificate},
    CheckInfo{"k8s.public-exposure", "", "Nothing else leads from outside to the gateway's pods", kubernetes,
              Owner::cluster, warning, "The gateway can be reached by others than the private endpoint's callers.",
              "Another Service or an Ingress selects the same pods, or the pods use the host's network.",
              "Remove the other way in, or make it internal.", internal_lb},
    CheckInfo{"k8s.health-probe", "K29", "The Service asks for a health probe that the gateway answers", kubernetes,
              Owner::cluster, error, "The port times out and the load balancer's probes are all down.",
              "appProtocol or a probe annotation makes the probe HTTP or HTTPS, on a path that does not say 200.",
              "Probe with Tcp, or with Https on /healthz.",
              "https://learn.microsoft.com/en-us/azure/aks/load-balancer-standard; "
              "https://github.com/Azure/AKS/issues/2903",
              connecting},
    CheckInfo{"k8s.idle-timeout", "K39", "Idle connections end in good order", kubernetes, Owner::cluster, warning,
              "Connections that were idle for four minutes or more fail at random.",
              "The load balancer forgets idle connections after 4 minutes (its annotation allows 4 to 100), and the "
              "Private Link Service after about 5; without TCP reset nobody is told.",
              "Keep the TCP reset, and let the gateway close idle connections before 240 seconds.",
              "https://learn.microsoft.com/en-us/azure/private-link/private-link-service-overview"},
    CheckInfo{"k8s.source-ranges", "K37", "loadBalancerSourceRanges let the callers in", kubernetes, Owner::cluster,
              error, "All calls time out while the health probe is well.",
              "The ranges have to contain the Private Link Service's NAT addresses: these are the callers' addresses.",
              "Add the NAT subnet to loadBalancerSourceRanges, or remove the ranges.", controller, connecting},
    CheckInfo{"k8s.network-policy-enforced", "K36", "The cluster enforces its NetworkPolicies", kubernetes,
              Owner::cluster, warning, "Policies are there, and nobody keeps them.",
              "The cluster was made without a network policy engine.",
              "Enable one: az aks update --network-policy, or Azure CNI powered by Cilium.",
              "https://learn.microsoft.com/en-us/azure/aks/use-network-policies"},
    CheckInfo{"k8s.network-policy-callers", "K36", "NetworkPolicies let the callers reach the gateway", kubernetes,
              Owner::cluster, error, "Some or all calls time out, and connections inside the cluster work.",
              "Calls arrive from the NAT addresses of the Private Link Service (externalTrafficPolicy: Local) or from "
              "the nodes (Cluster); the policies allow other sources only.",
              "Allow those sources on the gateway's port with an ipBlock.", policies, connecting},
    CheckInfo{"k8s.network-policy-probes", "K36 K38", "NetworkPolicies let health probes reach the gateway", kubernetes,
              Owner::cluster, error, "The load balancer's probes fail, and then all calls time out.",
              "Probes that are sent on to the pods come from 168.63.129.16 or from the nodes, which no policy allows.",
              "Allow 168.63.129.16/32 and the node subnet on the probed port.", policies, connecting},
    CheckInfo{"k8s.network-policy-egress", "K59", "NetworkPolicies let the gateway reach DNS and CARTO", kubernetes,
              Owner::cluster, error, "The gateway answers, and every row fails or is slow to fail.",
              "A policy restricts egress and forgets kube-dns, or CARTO's service.",
              "Allow egress to kube-dns (UDP and TCP 53) and to CARTO's pods on their own port.", policies, going_out},
    CheckInfo{"k8s.proxy-protocol", "K32 K33", "Gateway and Private Link Service agree on PROXY protocol", kubernetes,
              Owner::gateway, error, "TCP connects, and the TLS handshake fails at once or hangs.",
              "One end sends or expects the PROXY v2 header, and the other does not.",
              "Set azure-pls-proxy-protocol and the gateway's proxy_protocol.mode to fit.",
              "https://learn.microsoft.com/en-us/azure/private-link/private-link-service-overview", handshake},
    CheckInfo{"k8s.proxy-health-probe", "K30", "Health probes survive PROXY protocol", kubernetes, Owner::cluster,
              error, "All probes fail since PROXY protocol was switched on, and then all calls time out.",
              "Probes carry the PROXY header too, and kube-proxy's /healthz, which externalTrafficPolicy: Local makes "
              "them ask, does not understand it.",
              "Probe the gateway's own port (port_443_health-probe_port), or use externalTrafficPolicy: Cluster.",
              private_link, connecting},
    CheckInfo{"k8s.proxy-shared-load-balancer", "K31", "PROXY protocol disturbs no other Service", kubernetes,
              Owner::cluster, warning, "Other internal Services went down when PROXY protocol was switched on here.",
              "All internal Services share one load balancer, and probes carry the header for all of it or none.",
              "Give the gateway a load balancer of its own (multiple standard load balancers), or leave PROXY off.",
              "https://github.com/MicrosoftDocs/azure-docs/issues/64867"},
};

}  // namespace

std::span<const CheckInfo> kubernetes_rows() noexcept { return rows; }

}  // namespace atgateway::catalog
