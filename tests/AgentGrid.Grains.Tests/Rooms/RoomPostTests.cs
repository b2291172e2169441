using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Rooms;

public sealed class RoomPostTests(TestPostgres postgres) : RoomTest(postgres)
{
    [Fact]
    public async Task PostAsync_gives_places_in_order_and_a_receipt_of_what_is_stored()
    {
        await CreateAsync();
        var first = await Room.PostAsync(Anna, Post("one", "c-1"));
        var second = await Room.PostAsync(Ben, new RoomPost { Body = "{}", ContentType = "application/json", Metadata = """{"a":1}""", ReplyTo = first.MessageId });

        var stored = await AssertWholeAsync(2);
        Assert.Equal((stored[0].Id, 1L, 1L, stored[0].Fingerprint.ToString(), false), (first.MessageId, first.Seq, first.Epoch, first.Fingerprint, first.Duplicate));
        Assert.Equal(("Agent 1", "agent", "one", "c-1"), (stored[0].SenderName, stored[0].SenderKind, stored[0].Body, stored[0].ClientMessageId));
        Assert.Equal((stored[1].Id, 2L, first.MessageId, """{"a":1}"""), (second.MessageId, second.Seq, stored[1].ReplyTo, stored[1].Metadata));
    }

    [Fact]
    public async Task PostAsync_of_who_is_no_member_is_NotFound()
    {
        await CreateAsync();
        Caller[] strangers = [await AgentAsync(), Admin, Nobody, new() { Subject = Anna.Subject, Kind = CallerKind.User }, new() { Subject = "bootstrap-admin", Kind = CallerKind.User, Roles = [GridRoles.Admin] }];
        foreach (var stranger in strangers)
        {
            await RefusedAsync(GridErrorCode.NotFound, () => Room.PostAsync(stranger, Post()));
            await RefusedAsync(GridErrorCode.NotFound, () => Room.JoinAsync(stranger));
        }

        Assert.Empty(await HistoryAsync());
    }

    [Fact]
    public async Task PostAsync_that_breaks_a_rule_is_Invalid_and_leaves_no_hole()
    {
        await CreateAsync();
        Assert.Equal(["body"], (await RefusedAsync(GridErrorCode.Invalid, () => Room.PostAsync(Anna, Post("")))).Errors!.Keys);
        var posts = Enumerable.Range(0, 9).Select(i => Room.PostAsync(Anna, new RoomPost { Body = "b", ContentType = "text/plain", ReplyTo = i % 3 == 0 ? Guid.CreateVersion7() : null })).ToArray();
        for (var i = 0; i < posts.Length; i++)
        {
            if (i % 3 == 0) Assert.Equal(["replyTo"], (await RefusedAsync(GridErrorCode.Invalid, () => posts[i])).Errors!.Keys);
            else await posts[i];
        }

        await AssertWholeAsync(6);
    }

    [Fact]
    public async Task PostAsync_retried_by_twenty_at_once_is_one_message()
    {
        await CreateAsync();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Room.PostAsync(Anna, Post("once", "c-1"))));
        var late = await Room.PostAsync(Anna, Post("again, in other words", "c-1"));

        var stored = Assert.Single(await AssertWholeAsync(1));
        Assert.Equal("once", stored.Body);
        Assert.All(receipts.Append(late), receipt => Assert.Equal((stored.Id, 1L, stored.Fingerprint.ToString()), (receipt.MessageId, receipt.Seq, receipt.Fingerprint)));
        Assert.Equal(1, receipts.Count(receipt => !receipt.Duplicate));
        Assert.True(late.Duplicate);
        // Another sender's id is another id.
        Assert.Equal((2L, false), (await Room.PostAsync(Ben, Post("once", "c-1"))) is var other ? (other.Seq, other.Duplicate) : default);
    }

    [Fact]
    public async Task Posts_that_arrive_while_a_batch_is_written_form_the_next()
    {
        await CreateAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.Rooms.BeforeAppend = _ => gate.Task;
        var posts = Enumerable.Range(0, 200).Select(i => Room.PostAsync(i % 2 == 0 ? Anna : Ben, Post($"m-{i}"))).ToArray();
        // Not acknowledged before it is written.
        await Task.Delay(100, Cancel);
        Assert.DoesNotContain(posts, post => post.IsCompleted);
        gate.SetResult();
        var receipts = await Task.WhenAll(posts);

        Assert.InRange(Host.Rooms.Appends, 2, 4);
        var stored = await AssertWholeAsync(200);
        Assert.All(receipts, receipt => Assert.Equal(receipt.MessageId, stored[(int)receipt.Seq - 1].Id));
    }

    [Fact]
    public async Task Posts_of_one_sender_keep_their_order_also_with_answers_among_them()
    {
        await CreateAsync();
        var first = await Room.PostAsync(Anna, Post("0"));
        await Task.WhenAll(Enumerable.Range(1, 100).Select(i =>
            Room.PostAsync(Anna, new RoomPost { Body = $"{i}", ContentType = "text/plain", ReplyTo = i % 2 == 0 ? first.MessageId : null })));
        Assert.Equal(Enumerable.Range(0, 101).Select(i => $"{i}"), (await AssertWholeAsync(101)).Select(message => message.Body));
    }

    /// <summary>Two engines on one database know nothing of each other: as two activations of one grain, for longer than any cluster has them.</summary>
    [Fact]
    public async Task Two_activations_race_and_nothing_is_lost_repeated_or_left_out()
    {
        await CreateAsync();
        var second = new GrainHost(Host.Database, Time);
        await second.StartAsync(Cancel);
        try
        {
            const int each = 150;
            // Both activate before either writes; every message is sent to both, as by a client that retries elsewhere.
            await Id.Grain(second.Grains).JoinAsync(Anna);
            var receipts = await Task.WhenAll(Enumerable.Range(0, 2 * each).Select(i => SendAsync(i)));

            var stored = await AssertWholeAsync(2 * each);
            Assert.All(receipts, receipt => Assert.Equal(stored[(int)receipt.Seq - 1].Id, receipt.MessageId));
            Assert.Equal(2 * each, receipts.Select(receipt => receipt.Seq).Distinct().Count());

            async Task<RoomReceipt> SendAsync(int i)
            {
                var posts = await Task.WhenAll(PatientAsync(Grains, i), PatientAsync(second.Grains, i));
                Assert.Equal(posts[0].Seq, posts[1].Seq);
                return posts[0];
            }
        }
        finally
        {
            await second.StopAsync();
        }
    }

    [Fact]
    public async Task Batch_whose_outcome_is_unknown_is_found_by_the_repetition()
    {
        await CreateAsync();
        await Room.PostAsync(Anna, Post("before", "c-0"));
        Host.Rooms.AfterAppend = _ =>
        {
            Host.Rooms.AfterAppend = _ => Task.CompletedTask;
            throw new DatabaseUnavailableException("broken off", TimeSpan.FromSeconds(1), outcomeUnknown: true);
        };

        await RefusedAsync(GridErrorCode.OutcomeUnknown, () => Room.PostAsync(Anna, Post("written", "c-1")));

        Assert.Equal((3L, false), (await Room.PostAsync(Ben, Post("after", "c-1"))) is var next ? (next.Seq, next.Duplicate) : default);
        Assert.Equal((2L, true), (await Room.PostAsync(Anna, Post("written", "c-1"))) is var again ? (again.Seq, again.Duplicate) : default);
        await AssertWholeAsync(3);
    }

    [Fact]
    public async Task Batch_that_was_not_written_is_written_by_the_repetition_also_after_the_process_ended()
    {
        await CreateAsync();
        Host.Rooms.BeforeAppend = _ => throw new DatabaseUnavailableException("away", TimeSpan.FromSeconds(2));
        Assert.Equal(2000, (await RefusedAsync(GridErrorCode.Unavailable, () => Room.PostAsync(Anna, Post("one", "c-1")))).RetryAfterMs);
        Host.Rooms.BeforeAppend = _ => Task.CompletedTask;
        await Host.StopAsync();
        await Host.StartAsync(Cancel);
        Assert.Equal((1L, false), (await Room.PostAsync(Anna, Post("one", "c-1"))) is var receipt ? (receipt.Seq, receipt.Duplicate) : default);
        await Host.StopAsync();
        await Host.StartAsync(Cancel);
        Assert.Equal((1L, true), (await Room.PostAsync(Anna, Post("one", "c-1"))) is var again ? (again.Seq, again.Duplicate) : default);
        await Room.PostAsync(Ben, Post("two"));
        await AssertWholeAsync(2);
    }

    [Fact]
    public async Task Fault_of_the_store_is_Internal_and_the_room_goes_on()
    {
        await CreateAsync();
        Host.Rooms.BeforeAppend = _ => throw new InvalidOperationException("password=hunter2");
        var refusal = await RefusedAsync(GridErrorCode.Internal, () => Room.PostAsync(Anna, Post()));
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
        Host.Rooms.BeforeAppend = _ => Task.CompletedTask;
        Assert.Equal(1, (await Room.PostAsync(Anna, Post())).Seq);
    }

    [Fact]
    public async Task Member_that_is_taken_out_writes_no_more_not_even_what_waits()
    {
        await CreateAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.Rooms.BeforeAppend = _ => gate.Task;
        var first = Room.PostAsync(Anna, Post("under way"));
        await Until(() => Task.FromResult(Host.Rooms.Appends == 1));
        var waiting = Room.PostAsync(Ben, Post("waiting"));
        await Room.RemoveMemberAsync(Admin, Guid.Parse(Ben.Subject), Cancel);
        gate.SetResult();

        Assert.Equal(1, (await first).Seq);
        await RefusedAsync(GridErrorCode.NotFound, () => waiting);
        await RefusedAsync(GridErrorCode.NotFound, () => Room.PostAsync(Ben, Post()));
        await AssertWholeAsync(1);
    }

    [Theory]
    [InlineData("DELETE FROM room_members", "UPDATE rooms SET version = version + 1")]
    [InlineData("UPDATE rooms SET deleted_at = now(), version = version + 1", "SELECT 1")]
    public async Task Stale_activation_lets_nobody_write_who_may_not(string sql, string more)
    {
        await CreateAsync();
        Assert.Equal(1, (await Room.PostAsync(Anna, Post())).Seq);
        await ExecuteAsync(sql);
        await ExecuteAsync(more);
        await RefusedAsync(GridErrorCode.NotFound, () => Room.PostAsync(Anna, Post()));
    }

    [Fact]
    public async Task Restored_room_goes_on_in_its_new_epoch()
    {
        await CreateAsync();
        await Room.PostAsync(Anna, Post("old"));
        await ExecuteAsync("UPDATE rooms SET epoch = epoch + 1, version = version + 1");
        var receipt = await Room.PostAsync(Anna, Post("new"));
        Assert.Equal((2L, 2L), (receipt.Seq, receipt.Epoch));
        await AssertWholeAsync(2);
    }

    // As a client does: repeats under the same id until it knows.
    private async Task<RoomReceipt> PatientAsync(IGrainFactory grains, int number)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await Id.Grain(grains).PostAsync(number % 2 == 0 ? Anna : Ben, Post($"m-{number}", $"c-{number}"));
            }
            catch (GridException busy) when (busy.Code == GridErrorCode.Unavailable && tries < 200)
            {
                await Task.Delay(5, Cancel);
            }
        }
    }
}
