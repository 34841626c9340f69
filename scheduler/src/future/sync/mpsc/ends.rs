//! What the ends of both sorts of channels have in common.

/// The methods of an end that receives.
macro_rules! receives {
    ($receiver:ident) => {
        impl<T> $receiver<T> {
            /// Waits for the next message; nothing if there is none and none will come.
            ///
            /// A future that is dropped has taken none.
            #[track_caller]
            pub fn recv(&mut self) -> impl Future<Output = Option<T>> {
                let location = Location::caller();
                poll_fn(move |context| self.channel.poll_receive(context, location))
            }

            /// Waits for messages, and takes up to `limit` that are there into the list; returns how
            /// many.
            ///
            /// It is 0 if none will come, or the limit is 0. A future that is dropped has taken none.
            #[track_caller]
            pub fn recv_many(
                &mut self,
                into: &mut Vec<T>,
                limit: usize,
            ) -> impl Future<Output = usize> {
                let location = Location::caller();
                poll_fn(move |context| {
                    let into = (&mut *into, limit);
                    self.channel.poll_receive_many(context, into, location)
                })
            }

            /// Polls for the next message.
            #[track_caller]
            pub fn poll_recv(&mut self, context: &mut Context<'_>) -> Poll<Option<T>> {
                self.channel.poll_receive(context, Location::caller())
            }

            /// Takes the next message if there is one.
            ///
            /// # Errors
            ///
            /// If there is none; which says whether one can still come.
            #[track_caller]
            pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
                self.channel.try_receive(Location::caller())
            }

            /// Waits for the next message on this thread.
            #[track_caller]
            pub fn blocking_recv(&mut self) -> Option<T> {
                block_on(self.recv())
            }

            /// Refuses what is sent from now on; what was sent before can still be received.
            #[track_caller]
            pub fn close(&mut self) {
                self.channel.close(Location::caller());
            }

            /// Returns true once it was closed, or all senders were dropped.
            #[track_caller]
            pub fn is_closed(&self) -> bool {
                self.channel.is_closed(Location::caller()) || self.channel.senders() == 0
            }

            /// Returns how many messages there are.
            #[track_caller]
            pub fn len(&self) -> usize {
                self.channel.len(Location::caller())
            }

            /// Returns true if there is no message.
            #[track_caller]
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }
        }

        impl<T> Drop for $receiver<T> {
            fn drop(&mut self) {
                self.channel.drop_receiver();
            }
        }

        impl<T> fmt::Debug for $receiver<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($receiver))
                    .finish_non_exhaustive()
            }
        }
    };
}

/// The methods of an end that sends, and of one that does not keep the channel open.
macro_rules! sends {
    ($sender:ident, $weak:ident) => {
        impl<T> $sender<T> {
            /// Waits until the receiver is dropped or closed.
            #[track_caller]
            pub fn closed(&self) -> impl Future<Output = ()> {
                let (location, channel) = (Location::caller(), &*self.channel);
                async move {
                    let asking = Asking::new(channel);
                    poll_fn(|context| channel.poll_closed(asking.ticket, context, location)).await;
                }
            }

            /// Returns true once the receiver was dropped or closed.
            #[track_caller]
            pub fn is_closed(&self) -> bool {
                self.channel.is_closed(Location::caller())
            }

            /// Returns true if both send into one channel.
            pub fn same_channel(&self, other: &Self) -> bool {
                Arc::ptr_eq(&self.channel, &other.channel)
            }

            /// Returns one that does not keep the channel open.
            #[must_use = "it does nothing by itself"]
            pub fn downgrade(&self) -> $weak<T> {
                self.channel.add_weak_sender();
                $weak {
                    channel: Arc::clone(&self.channel),
                }
            }

            /// Returns how many senders there are; no scheduling point, as to clone one is none.
            pub fn strong_count(&self) -> usize {
                self.channel.senders()
            }

            /// Returns how many there are that do not keep the channel open; no scheduling point.
            pub fn weak_count(&self) -> usize {
                self.channel.weak_senders()
            }
        }

        impl<T> $weak<T> {
            /// Returns a sender if there is one left.
            #[track_caller]
            pub fn upgrade(&self) -> Option<$sender<T>> {
                let is_open = self.channel.revive_sender(Location::caller());
                is_open.then(|| $sender {
                    channel: Arc::clone(&self.channel),
                })
            }
        }

        impl<T> Clone for $sender<T> {
            fn clone(&self) -> Self {
                self.channel.add_sender();
                let channel = Arc::clone(&self.channel);
                Self { channel }
            }
        }

        impl<T> Clone for $weak<T> {
            fn clone(&self) -> Self {
                self.channel.add_weak_sender();
                let channel = Arc::clone(&self.channel);
                Self { channel }
            }
        }

        impl<T> Drop for $sender<T> {
            fn drop(&mut self) {
                self.channel.drop_sender();
            }
        }

        impl<T> Drop for $weak<T> {
            fn drop(&mut self) {
                self.channel.drop_weak_sender();
            }
        }

        impl<T> fmt::Debug for $sender<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($sender)).finish_non_exhaustive()
            }
        }

        impl<T> fmt::Debug for $weak<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($weak)).finish_non_exhaustive()
            }
        }
    };
}

pub(super) use {receives, sends};
