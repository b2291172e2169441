using AgentGrid.Domain.Rooms;

namespace AgentGrid.Domain.Tests.Rooms;

public sealed class RoomCursorTests
{
    [Theory]
    [InlineData(1L, 0, 0, 1)]
    [InlineData(1L, 7, 7, 8)]
    [InlineData(1L, 3, 7, 4)]
    [InlineData(null, 3, 7, 4)]
    [InlineData(1L, 0, RoomRules.MaxReplay, 1)]
    public void Resume_replays_what_was_missed(long? epoch, long seq, long head, long from) => Assert.Equal(new RoomResume(from, null), new RoomCursor(epoch, seq).Resume(1, head));

    [Theory]
    [InlineData(1L, 1, 1, RoomRules.MaxReplay + 2, 2, RoomGapReason.Limit)]
    [InlineData(2L, 7, 3, 7, 1, RoomGapReason.EpochChanged)]
    [InlineData(1L, 9, 1, 7, 1, RoomGapReason.EpochChanged)]
    [InlineData(null, 9, 1, 7, 1, RoomGapReason.EpochChanged)]
    public void Resume_leaves_to_the_history_what_is_too_much_or_of_another_epoch(long? epoch, long seq, long roomEpoch, long head, long from, RoomGapReason reason) =>
        Assert.Equal(new RoomResume(head + 1, new RoomGap(from, head, reason)), new RoomCursor(epoch, seq).Resume(roomEpoch, head));

    [Fact]
    public void Resume_of_a_new_epoch_without_messages_lacks_nothing() => Assert.Equal(new RoomResume(1, null), new RoomCursor(1, 7).Resume(2, 0));
}
