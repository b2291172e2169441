using AgentGrid.Domain.Rooms;

namespace AgentGrid.Domain.Tests.Rooms;

public sealed class RoomModelTests
{
    /// <summary>
    /// Any schedule of live messages, repeated, lost and reordered ones, reconnects with the cursor, gaps, beats and restores: once what is known to be missing was
    /// fetched, the picture equals the history.
    /// </summary>
    [Fact]
    public void Snapshot_and_events_equal_a_fresh_fetch() =>
        Given.ForAll(Given.Numbers(0, 99, 1, 200), script =>
        {
            var head = Sample.Empty;
            var history = new List<RoomMessage>();
            var model = new RoomModel();
            model.Apply(1, 0);
            foreach (var step in script)
            {
                switch (step % 10)
                {
                    case <= 4:
                        Post();
                        if (step < 80) model.Apply(history[^1]);
                        break;
                    case 5 when history.Count > 0:
                        model.Apply(history[step % history.Count]);
                        break;
                    case 6:
                        model.Apply(head.Epoch, head.Seq);
                        break;
                    case 7:
                        Reconnect();
                        break;
                    case 8:
                        Fetch();
                        break;
                    case 9 when step == 99:
                        Restore();
                        Reconnect();
                        break;
                }
            }

            Reconnect();
            Fetch();
            Assert.Null(model.Missing);
            Assert.Equal(history, model.Messages);

            void Post()
            {
                history.Add(RoomChain.Append(head, Sample.Message(((int)head.Epoch * 1000) + (int)head.Seq + 1)));
                head = head.After(history[^1]);
            }

            void Reconnect()
            {
                var resume = model.Cursor.Resume(head.Epoch, head.Seq);
                model.Apply(head.Epoch, head.Seq);
                foreach (var message in history.Where(message => message.Seq >= resume.From)) model.Apply(message);
            }

            void Fetch()
            {
                while (model.Missing is { } gap)
                    foreach (var message in history.Where(message => message.Seq >= gap.From).Take(3)) model.Apply(message);
            }

            // A backup without the last messages was put back, and the room goes on in a new epoch.
            void Restore()
            {
                history.RemoveRange(history.Count / 2, history.Count - (history.Count / 2));
                head = new RoomHead(Sample.Room, head.Epoch + 1, history.Count, history.Count == 0 ? 0 : history[^1].Epoch, history.Count == 0 ? default : history[^1].Fingerprint);
            }
        });

    [Fact]
    public void Missing_names_the_hole_and_not_what_came_after_it()
    {
        var messages = Sample.Messages(6);
        var model = new RoomModel();
        model.Apply(1, 0);
        foreach (var seq in (int[])[1, 2, 5]) model.Apply(messages[seq - 1]);
        Assert.Equal((3, 4), (model.Missing!.From, model.Missing.To));
        Assert.Equal(new RoomCursor(1, 2), model.Cursor);
        model.Apply(messages[2]);
        model.Apply(messages[3]);
        Assert.Equal((5, null), (model.Seq, model.Missing));
        model.Apply(1, 6);
        Assert.Equal((6, 6), (model.Missing!.From, model.Missing.To));
    }
}
