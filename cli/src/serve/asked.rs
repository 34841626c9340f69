use hyper::header::HOST;
use hyper::http::request::Parts;

/// Returns true if a request means this machine by a name of its own.
///
/// A page from elsewhere can have its own name lead to 127.0.0.1, and ask in the name of whoever looks at it
/// (DNS rebinding). Its name is what the request says it means.
pub(super) fn means_this_machine(head: &Parts, port: u16) -> bool {
    let is_ours = |host: &str| {
        let ours = ["localhost", "127.0.0.1", "[::1]"];
        let name = match host.rsplit_once(':') {
            Some((name, text)) if text == port.to_string() => name,
            // The port of HTTP is left out.
            _ if port == 80 => host,
            _ => return false,
        };
        ours.iter().any(|our| name.eq_ignore_ascii_case(our))
    };
    let mut hosts = head.headers.get_all(HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let authority = head
        .uri
        .authority()
        .map(hyper::http::uri::Authority::as_str);
    hosts.next().is_none() && host.is_some_and(is_ours) && authority.is_none_or(is_ours)
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn means(uri: &str, hosts: &[&str], port: u16) -> bool {
        let request = Request::builder().uri(uri);
        let request = hosts
            .iter()
            .fold(request, |request, host| request.header(HOST, *host));
        means_this_machine(
            &request.body(()).expect("it is a request").into_parts().0,
            port,
        )
    }

    #[test]
    fn only_this_machine_and_this_port_are_meant() {
        for host in [
            "localhost:8040",
            "LOCALHOST:8040",
            "127.0.0.1:8040",
            "[::1]:8040",
        ] {
            assert!(means("/", &[host], 8040), "{host}");
        }
        for host in [
            "localhost",
            "localhost:1",
            "127.0.0.1.evil:8040",
            "evil:8040",
            "",
            "evil@localhost:8040",
        ] {
            assert!(!means("/", &[host], 8040), "{host}");
        }
        assert!(means("/", &["localhost"], 80));
        assert!(!means("/", &[], 8040));
        assert!(!means("/", &["localhost:8040", "evil"], 8040));
        assert!(!means("http://evil/", &["localhost:8040"], 8040));
    }
}
