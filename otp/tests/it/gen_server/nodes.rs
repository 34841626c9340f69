use std::time::Duration;

use lockstep_otp::cluster::{Mode, heal, partition, run, start_nodes, stop_node};
use lockstep_otp::{CALL_TIMEOUT, CallError, ExitReason, GenServer, Server, StartOptions};

use super::puppet::{Puppet, tell};
use crate::search::always;

#[test]
fn a_server_on_another_node_is_called_by_its_name_there() {
    always(|| {
        let [a, b] = start_nodes(["a", "b"]);
        let seen = lockstep_otp::inbox().pid();
        let named = || StartOptions::new().name("puppet");
        let puppet = run(a, move || Puppet::start_with(named(), seen).unwrap());
        assert_eq!(Server::named_on(a, "puppet"), Some(puppet));
        assert_eq!(Server::<Puppet>::named_on(b, "puppet"), None);
        let node = tell(puppet, |_, context| {
            lockstep_otp::cluster::node_of(context.server())
        });
        assert_eq!(node, a);
    });
}

#[test]
fn a_call_to_the_other_side_of_a_partition_has_no_answer_in_time() {
    always(|| {
        let [a, b] = start_nodes(["a", "b"]);
        let seen = lockstep_otp::inbox().pid();
        let puppet = run(a, move || Puppet::start(seen).unwrap());
        let ask =
            move |timeout| puppet.try_call(timeout, |reply| Box::new(move |_, _| reply.send(1)));
        partition(&[a], &[b], Mode::Drop);
        let late = run(b, move || ask(CALL_TIMEOUT));
        assert_eq!(late, Err(CallError::Timeout(CALL_TIMEOUT)));
        let lost = run(b, move || ask(Duration::from_secs(60)));
        assert_eq!(lost, Err(CallError::Ended(ExitReason::NoConnection)));
        heal();
        assert_eq!(run(b, move || ask(CALL_TIMEOUT)), Ok(1));
        stop_node(a);
        assert!(run(b, move || ask(CALL_TIMEOUT)).is_err());
    });
}
