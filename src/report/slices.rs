use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

/// A computation that is done in slices, one for each [`step`](Self::step), by whoever has time for it.
pub struct Sliced<T> {
    work: Pin<Box<dyn Future<Output = T> + Send>>,
    /// The fraction that is done, as bits.
    done: Arc<AtomicU64>,
}

/// What a computation says how far it is by, and takes breaks with.
#[derive(Debug)]
pub struct Pace {
    work: f64,
    total: f64,
    done: Arc<AtomicU64>,
}

impl<T> Sliced<T> {
    /// A computation of `total` work, in whatever unit.
    pub fn new<W>(total: f64, work: impl FnOnce(Pace) -> W) -> Self
    where
        W: Future<Output = T> + Send + 'static,
    {
        let done = Arc::new(AtomicU64::new(0.0_f64.to_bits()));
        let pace = Pace {
            work: 0.0,
            total,
            done: Arc::clone(&done),
        };
        Self {
            work: Box::pin(work(pace)),
            done,
        }
    }

    /// Does the next slice: the result where it was the last. There must be no step after that.
    pub fn step(&mut self) -> Poll<T> {
        // Nobody need be woken: who steps comes back by itself.
        let mut context = Context::from_waker(Waker::noop());
        self.work.as_mut().poll(&mut context)
    }

    /// How much of the work is done, from 0 to 1.
    pub fn fraction(&self) -> f64 {
        f64::from_bits(self.done.load(Ordering::Relaxed))
    }
}

impl<T> fmt::Debug for Sliced<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sliced")
            .field("fraction", &self.fraction())
            .finish_non_exhaustive()
    }
}

impl Pace {
    /// Ends a slice, in which so much work was done.
    pub async fn done(&mut self, work: f64) {
        self.work += work;
        let fraction = self.work / self.total;
        self.done.store(fraction.to_bits(), Ordering::Relaxed);
        let mut is_back = false;
        poll_fn(|_| {
            if std::mem::replace(&mut is_back, true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use super::Sliced;
    use std::task::Poll;

    #[test]
    fn each_step_does_one_slice() {
        let mut sliced = Sliced::new(4.0, |mut pace| async move {
            let mut sum = 0;
            for i in 1..=4 {
                sum += i;
                pace.done(1.0).await;
            }
            sum
        });
        for fraction in [0.0, 0.25, 0.5, 0.75] {
            assert_eq!(sliced.fraction(), fraction);
            assert_eq!(sliced.step(), Poll::Pending);
        }
        assert_eq!(sliced.step(), Poll::Ready(10));
    }
}
